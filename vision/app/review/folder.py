"""Where the results of a review go, and where it works until they are whole."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vision.errors import OutputError, UsageError
from vision.files import write_whole
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

LANDMARKS: Final = "landmarks.npz"
FINGERPRINT: Final = "fingerprint"
"""What tells one video's content from another's, in a plan and in a recording's provenance."""
_PLAN: Final = "plan.json"
_RESULTS: Final = "results"
_MOST_NAME_BYTES: Final = 150
"""File systems take names of 255 bytes, of which a number, an ending and a part need some."""


@dataclass(frozen=True, slots=True)
class ReviewFolder:
    """One review's folders: ``OUT/name`` for its results, and a hidden folder beside it to work in.

    Nothing appears among the results before it is whole, and nothing of the work is lost by an
    interruption: the next review of the same video goes on with it.
    """

    out: Path
    name: str

    @property
    def results(self) -> Path:
        """Where the results are."""
        return self.out / self.name

    @property
    def work(self) -> Path:
        """Where it works."""
        return self.out / f".{self.name}.unfinished"

    def segment(self, index: int) -> Path:
        """Return where the landmarks of a segment go."""
        return self.work / f"segment_{index:04d}.npz"

    def pieces(self, digest: str) -> Path:
        """Make and return the folder of the pieces of the annotated video.

        Parameters
        ----------
        digest
            Of what is drawn: other verdicts make other pieces.

        Raises
        ------
        OutputError
            If it cannot be made.

        """
        folder = self.work / f"drawn_{digest}"
        with _output_errors(self.out):
            folder.mkdir(exist_ok=True)
        return folder

    def prepare(self, plan: Mapping[str, Any]) -> None:
        """Make the folder to work in; what another plan left there goes away.

        Raises
        ------
        OutputError
            If it cannot be made.

        """
        with _output_errors(self.out):
            if self.planned() != plan:
                shutil.rmtree(self.work, ignore_errors=True)
            self.work.mkdir(parents=True, exist_ok=True)
            write_whole(self.work / _PLAN, json.dumps(dict(plan), sort_keys=True).encode())

    def planned(self) -> Mapping[str, Any] | None:
        """Return the plan of the work in progress, None without one."""
        try:
            plan = json.loads((self.work / _PLAN).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return plan if isinstance(plan, dict) else None

    def saved(self, path: Path) -> Recording | None:
        """Return the landmarks saved at ``path``, None where there are none, or damaged ones."""
        try:
            return Recording.load(path)
        except UsageError:
            return None

    @contextmanager
    def publish(self) -> Iterator[Path]:
        """Give a folder to write results into; at the end of the block they appear at once.

        Raises
        ------
        OutputError
            If they cannot be written; earlier results stay as they were.

        """
        made = self.work / _RESULTS
        with _output_errors(self.results):
            shutil.rmtree(made, ignore_errors=True)
            made.mkdir(parents=True)
            yield made
            self.results.mkdir(parents=True, exist_ok=True)
            for file in sorted(made.iterdir()):
                file.chmod(0o600)  # a cluster's workers have their own idea of it
                file.replace(self.results / file.name)
        self.clear()

    def clear(self) -> None:
        """Remove the folder worked in."""
        shutil.rmtree(self.work, ignore_errors=True)


def folder_for(
    out: Path, stem: str, fingerprint: str, taken: Collection[str], inputs: Iterable[Path] = ()
) -> ReviewFolder:
    """Choose the folders of a video: those it had before, or some that nothing else has.

    Parameters
    ----------
    out
        Where all reviews go.
    stem
        The video's name without its ending.
    fingerprint
        Of its content.
    taken
        Names that this batch has given away already, in lower case.
    inputs
        What is read from: none of it may be where a review works, which is cleared.

    """
    kept = [path.resolve() for path in inputs]
    plain = _plain(stem)
    number = 1
    while True:
        name = plain if number == 1 else f"{plain}_{number}"
        folder = ReviewFolder(out, name)
        holds_input = any(path.is_relative_to(folder.work.resolve()) for path in kept)
        free = name.casefold() not in taken and _free_for(folder, fingerprint)
        if free and not holds_input:
            return folder
        number += 1


def _plain(stem: str) -> str:
    """Return a name every file system takes, made of a video's."""
    # A file name may hold a backslash here that parts folders elsewhere.
    kept = "".join("_" if c in '\\/:*?"<>|' or ord(c) < ord(" ") else c for c in stem)
    short = os.fsencode(kept)[:_MOST_NAME_BYTES].decode("utf-8", "ignore")
    return short.strip(". ") or "session"


def _free_for(folder: ReviewFolder, fingerprint: str) -> bool:
    plan = folder.planned()
    if plan is not None and plan.get(FINGERPRINT) != fingerprint:
        return False
    if not folder.results.exists():
        return True
    if not folder.results.is_dir():
        return False
    before = folder.saved(folder.results / LANDMARKS)
    if before is None:
        return not any(folder.results.iterdir())
    return before.provenance.get(FINGERPRINT, "") == fingerprint


@contextmanager
def _output_errors(folder: Path) -> Iterator[None]:
    """Raise an `OutputError` that names ``--out`` for an `OSError` of the block."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            "--out expects a folder it can write to, and {folder} cannot be written: {reason}",
            folder=folder,
            reason=error.strerror or error,
        ) from error
