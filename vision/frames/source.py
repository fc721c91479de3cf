"""What every source of pictures hands on, and the contract it keeps."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

from vision.errors import FrameSourceError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from typing_extensions import Self


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture and the moment it shows.

    Attributes
    ----------
    image_bgr
        ``(height, width, 3)`` uint8, blue-green-red, upright (rotation metadata applied), square
        pixels, C-contiguous.
    t_s
        Seconds since the first picture of the source: presentation time for recordings, capture
        time for cameras. Strictly increasing within a source.
    index
        Position in the source, from 0. Gaps are pictures the source dropped.

    """

    image_bgr: NDArray[np.uint8]
    t_s: float
    index: int

    @property
    def size_px(self) -> tuple[int, int]:
        """``(width, height)`` of the picture."""
        height, width = self.image_bgr.shape[:2]
        return width, height


@dataclass(frozen=True, slots=True)
class Interruption:
    """A live source has no picture now, and is trying to get one.

    Attributes
    ----------
    t_s
        Seconds on the same axis as `Frame.t_s`; never decreasing.
    reason
        One sentence for the person, saying what happened and what is being done.

    """

    t_s: float
    reason: str


Arrival: TypeAlias = "Frame | Interruption"


@runtime_checkable
class FrameSource(Protocol):
    """An iterator and context manager of pictures.

    Entering opens the device or file (raising `FrameSourceError` when that fails); leaving releases
    it, at once and also in the middle of the iteration. Iterating yields `Frame` in the order of
    time, and, from live sources only, an `Interruption` about five times a second while no picture
    comes. The iteration ends when the source does.
    """

    name: str
    """What the user knows the source by: a path, a URL, ``camera 0``."""
    live: bool = False
    """Whether pictures arrive by the wall clock and are lost when not taken in time."""
    waits: bool = True
    """Whether it stands still while nobody takes its pictures: recordings do, cameras do not."""
    ended_early: str | None = None
    """After the iteration: one clause on what a damaged source lost and where, else None."""
    duration_s: float | None = None
    """Length, where it is known beforehand."""

    def __enter__(self) -> Self:
        """Open the source."""

    def __exit__(self, *_: object) -> None:
        """Release the source; safe to call twice."""

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what arrives, until the source ends."""


@contextmanager
def refusals_in_one_line(name: str) -> Iterator[None]:
    """Raise `FrameSourceError`, one line for the person, where the system refuses to read a file.

    Parameters
    ----------
    name
        What the person knows the file by.

    """
    try:
        yield
    except (OSError, ValueError) as error:
        raise FrameSourceError(_why_not_read(error, name)) from error


def _why_not_read(error: Exception, name: str) -> str:
    if isinstance(error, FileNotFoundError):
        return say("there is no file {file}; check name and folder", file=name)
    if isinstance(error, PermissionError):
        return say("no permission to read {file}; make it readable for you or copy it", file=name)
    reason = getattr(error, "strerror", None) or error
    return say("{file} cannot be read: {reason}", file=name, reason=reason)


def empty_file(name: str) -> str:
    """Return what is wrong with a file of 0 bytes."""
    return say("{file} is empty (0 bytes); use another copy of it", file=name)
