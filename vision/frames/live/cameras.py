"""Which cameras there are, and a source that changes from one to the next."""

from __future__ import annotations

import re
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.errors import FrameSourceError
from vision.frames.live.source import LiveSource
from vision.frames.live.webcam import Webcam
from vision.frames.source import FrameSource, Interruption
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typing_extensions import Self

    from vision.frames.source import Arrival

_LISTED: Final = Path("/sys/class/video4linux")
_GUESSED: Final = range(4)
"""Where no system lists them, the numbers that are tried one after the other."""
_BETWEEN_S: Final = 1e-3
_AGAIN_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera of this computer: its number, and its name, "" where no system tells it."""

    number: int
    name: str = ""


def cameras(listed: Path = _LISTED, platform: str = sys.platform) -> list[Camera]:
    """Return the cameras there are; elsewhere than on Linux, those there may be."""
    if not platform.startswith("linux"):
        return [Camera(number) for number in _GUESSED]
    found: list[Camera] = []
    for folder in listed.glob("video*"):
        number = re.fullmatch(r"video(\d+)", folder.name)
        # A camera has further nodes, for what it says of its pictures.
        if number and _read(folder / "index") in ("", "0"):
            found.append(Camera(int(number[1]), _read(folder / "name")))
    return sorted(found, key=lambda camera: camera.number)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


class ChosenCamera(FrameSource):
    """One of several cameras, and the next one whenever that is asked for.

    Times go on from camera to camera.

    Parameters
    ----------
    number
        Of the camera to begin with.
    there
        Those there are; asked again with every change.
    source_of
        Makes the source of a camera of some number.
    clock
        Gives seconds that never go back.
    pause
        Waits the given seconds.

    """

    def __init__(
        self,
        number: int,
        *,
        there: Callable[[], list[Camera]] = cameras,
        source_of: Callable[[int], FrameSource] = lambda number: LiveSource(Webcam(number)),
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.live, self.waits = True, False
        self.number = number
        self._there = there
        self._source_of = source_of
        self._clock = clock
        self._pause = pause
        self._source = source_of(number)
        self.name = self._source.name
        self._asked = threading.Event()
        self._origin_s = 0.0
        self._offset_s = 0.0
        self._t_s = -_BETWEEN_S
        self._index = -1

    def __enter__(self) -> Self:
        """Open the camera.

        Raises
        ------
        FrameSourceError
            If it gives no picture.

        """
        self._source.__enter__()
        self._origin_s = self._clock()
        return self

    def __exit__(self, *error: object) -> None:
        """Close the camera."""
        self._source.__exit__(*error)

    def switch(self) -> None:
        """Ask for the next camera; another thread may be iterating."""
        self._asked.set()

    def told(self) -> str:
        """Return which camera this is, "" where there is no other."""
        there = self._there()
        names = {camera.number: camera.name for camera in there}
        if not set(names) - {self.number}:
            return ""
        name = names.get(self.number) or self.name
        place = 1 + sum(number < self.number for number in names)
        return say("{name}, {place} of {all}", name=name, place=place, all=len(names))

    def __iter__(self) -> Iterator[Arrival]:
        """Yield what arrives, from one camera after the other."""
        while True:
            for arrival in self._source:
                yield self._placed(arrival)
                if self._asked.is_set():
                    break
            else:
                return
            self._asked.clear()
            yield from self._change()

    def _placed(self, arrival: Arrival) -> Arrival:
        """Return an arrival at its time among those of all cameras."""
        self._t_s = max(self._t_s + _BETWEEN_S, arrival.t_s + self._offset_s)
        if isinstance(arrival, Interruption):
            return replace(arrival, t_s=self._t_s)
        self._index += 1
        return replace(arrival, t_s=self._t_s, index=self._index)

    def _change(self) -> Iterator[Interruption]:
        """Open the next camera that gives a picture; the same one again where none does."""
        self._source.__exit__(None, None, None)
        while True:
            there = [camera.number for camera in self._there()]
            after = [number for number in there if number > self.number]
            before = [number for number in there if number < self.number]
            for number in (*after, *before, self.number):
                source = self._source_of(number)
                try:
                    source.__enter__()
                except FrameSourceError as error:
                    yield Interruption(self._now_s(), str(error))
                    continue
                self._source, self.number, self.name = source, number, source.name
                self._offset_s = self._clock() - self._origin_s
                return
            self._pause(_AGAIN_S)

    def _now_s(self) -> float:
        self._t_s = max(self._t_s, self._clock() - self._origin_s)
        return self._t_s
