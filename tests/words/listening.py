"""Runs unknot, and keeps what it draws: ``listening.py FILE ARGUMENTS...`` writes a text a line.

A process of its own, because what is said is kept once it was said.
"""

from __future__ import annotations

import atexit
import sys
from pathlib import Path
from unittest import mock

from PIL import ImageDraw

from vision import cli


def main() -> None:
    """Run the command, and write every text that was drawn into the file."""
    file, *arguments = sys.argv[1:]
    drawn: dict[str, None] = {}
    draw = ImageDraw.ImageDraw.text

    def noted(
        self: ImageDraw.ImageDraw, xy: object, text: str, *rest: object, **how: object
    ) -> None:
        drawn[text] = None
        draw(self, xy, text, *rest, **how)

    atexit.register(lambda: Path(file).write_text("\n".join(drawn), encoding="utf-8"))
    sys.argv[1:] = arguments
    with mock.patch.object(ImageDraw.ImageDraw, "text", noted):
        cli.main()


if __name__ == "__main__":
    main()
