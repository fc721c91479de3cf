"""Check every picture of a folder: once to see what it is taken for, once by the name it has."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.accuracy.labels import pose_of
from benchmarks.accuracy.outcome import outcome
from vision.errors import UnknotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import TypeAlias

    from benchmarks.accuracy.labels import Photo
    from benchmarks.accuracy.outcome import Outcome, Record

    Check: TypeAlias = Callable[[Sequence[Path], str | None], Iterable[Record]]
    """Gives a record for each photograph, in order; judged as a named pose, or as recognised."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcomes of both runs.

    Attributes
    ----------
    recognised
        Of every picture, judged as the pose it was taken for.
    named
        Of the pictures of our poses, each judged as the pose it is labelled.

    """

    recognised: tuple[Outcome, ...]
    named: tuple[Outcome, ...]


def check_all(folder: Path, photos: Sequence[Photo], check: Check) -> Checked:
    """Check every picture that the folder's index lists; ``took_s`` is measured on the way."""
    return Checked(
        tuple(_outcomes(folder, photos, check, None)),
        tuple(_by_name(folder, photos, check)),
    )


def _by_name(folder: Path, photos: Iterable[Photo], check: Check) -> Iterator[Outcome]:
    ours = [photo for photo in photos if photo.ours]
    for pose in dict.fromkeys(pose_of(photo.label) for photo in ours):
        same = [photo for photo in ours if pose_of(photo.label) == pose]
        yield from _outcomes(folder, same, check, pose)


def _outcomes(
    folder: Path, photos: Sequence[Photo], check: Check, pose: str | None
) -> Iterator[Outcome]:
    records = iter(check([folder / photo.file for photo in photos], pose))
    for photo in photos:
        start_s = time.perf_counter()
        record = next(records, None)
        took_s = time.perf_counter() - start_s
        if record is None or Path(record["file"]).name != Path(photo.file).name:
            came = record["file"] if record else "none"
            raise UnknotError(
                f"expected what was found in {photo.file}, and got {came}; please report it"
            )
        yield outcome(photo, record, took_s)
