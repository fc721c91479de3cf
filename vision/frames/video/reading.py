"""What every reading of a file does alike: it is open, its pictures are taken, it is closed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from vision.frames.source import Frame
    from vision.frames.video.ahead import Ahead


class Reading:
    """A file whose pictures are decoded a few ahead, in a thread; a `FrameSource` but for opening.

    Whoever derives from it sets ``_ahead`` on entering.

    Parameters
    ----------
    path
        The file.

    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self.name = os.fspath(path)
        self.live = False
        self.waits = True
        self.duration_s: float | None = None
        self.ended_early: str | None = None
        self._ahead: Ahead[Frame] | None = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop decoding and close the file."""
        if self._ahead is not None:
            self._ahead.close()
            self._ahead = None

    def __iter__(self) -> Iterator[Frame]:
        """Yield the pictures; a second iteration goes on where the first was left.

        Raises
        ------
        RuntimeError
            If the file was not entered.

        """
        if self._ahead is None:
            raise RuntimeError(f"{self.name} is not open: iterate inside its with statement")
        return iter(self._ahead)
