"""All outputs of a practice as one: each gets everything, and none that fails stops the others."""

from __future__ import annotations

import time
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.errors import UnknotError
from vision.frames.source import Frame
from vision.render.output import Key, Moment, ReaderGoneError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from rich.console import Console
    from typing_extensions import Self

    from vision.landmarks.types import Landmarks
    from vision.render.output import Output
    from vision.render.overlay.overlay import Overlay
    from vision.session.events import Event
    from vision.session.snapshot import Snapshot, StepSummary

_STEP_S: Final = 0.03
_NO_PICTURE: Final = Frame(np.zeros((360, 640, 3), np.uint8), 0.0, 0)


class Outputs:
    """The outputs that are wanted, in the order in which they were added.

    One that fails is told of once, and left out.

    Parameters
    ----------
    overlay
        Draws the picture, once for all that show it.
    console
        Where is told what failed.

    """

    def __init__(self, overlay: Overlay, console: Console) -> None:
        self.failed = False
        """Whether an output that was wanted could not be kept up to the end."""
        self.abandoned = False
        """Whether nobody is left to practise for."""
        self._overlay = overlay
        self._console = console
        self._outputs: list[Output] = []
        self._instead: dict[Output, Output] = {}
        self._frame = _NO_PICTURE

    def add(self, output: Output, *, instead: Output | None = None) -> None:
        """Begin an output; should it fail later, ``instead`` takes its place.

        Raises
        ------
        UnknotError
            If it cannot begin.

        """
        output.begin()
        self._outputs.append(output)
        if instead is not None:
            self._instead[output] = instead

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close what is still open."""
        while self._outputs:
            output = self._outputs.pop(0)
            try:
                output.close()
            except Exception as failure:  # noqa: BLE001 (the others have to be closed as well)
                self.failed = True
                self._print(_reason(output, failure))

    @property
    def have_keys(self) -> bool:
        """Whether keys can be pressed anywhere."""
        return any(output.has_keys for output in self._outputs)

    def tell(self, events: Sequence[Event]) -> None:
        """Tell every output what has happened."""
        for output in tuple(self._outputs):
            with self._leaving_out_if_it_fails(output):
                output.tell(events)

    def show(
        self, frame: Frame | None, landmarks: Landmarks | None, snapshot: Snapshot
    ) -> list[Key]:
        """Show the session with a picture (None: the last one), and return the keys pressed."""
        self._frame = frame or self._frame
        named = any(output.names_keys for output in self._outputs)
        draw = partial(self._overlay.draw, self._frame, landmarks, snapshot, keys=named)
        moment, pressed = Moment(frame, landmarks, snapshot, draw), list[Key]()
        for output in tuple(self._outputs):
            with self._leaving_out_if_it_fails(output):
                pressed += output.show(moment) or ()
        return pressed

    def press(self, key: Key) -> None:
        """Hand a key to every output; `Key.PRIVATE` hides the room on all pictures, or shows it."""
        if key is Key.PRIVATE:
            self._overlay.private = not self._overlay.private
        for output in tuple(self._outputs):
            with self._leaving_out_if_it_fails(output):
                output.press(key)

    @property
    def sign(self) -> str:
        """What there is to see of an output on the screen, in a few words, or ""."""
        return next(filter(None, (output.sign for output in self._outputs)), "")

    def wait(self, snapshot: Snapshot) -> list[Key]:
        """Show the last picture a little longer, and return the keys pressed."""
        time.sleep(_STEP_S)
        return self.show(None, None, snapshot)

    def end(self, summaries: Sequence[StepSummary]) -> None:
        """Tell every output what became of the steps."""
        for output in tuple(self._outputs):
            with self._leaving_out_if_it_fails(output):
                output.end(summaries)

    @contextmanager
    def _leaving_out_if_it_fails(self, output: Output) -> Iterator[None]:
        try:
            yield
        except Exception as error:  # noqa: BLE001 (whatever it is, the practice goes on)
            with suppress(Exception):
                output.close()
            self._outputs.remove(output)
            self.failed |= not isinstance(error, ReaderGoneError)
            reason = _reason(output, error)
            if output in self._instead:
                self._print(say("{reason}; the practice is shown here instead", reason=reason))
                self.add(self._instead.pop(output))
            elif self._outputs:
                self._print(say("{reason}; the practice goes on all the same", reason=reason))
            elif self.failed:
                self._print(reason)
            self.abandoned = not self._outputs

    def _print(self, line: str) -> None:
        self._console.print(f"unknot: {line}", markup=False, highlight=False, soft_wrap=True)


def _reason(output: Output, error: Exception) -> str:
    if isinstance(error, UnknotError):
        return str(error)
    return f"{type(output).__name__}: {type(error).__name__}: {error}"
