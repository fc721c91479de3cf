"""The command ``unknot review``: a batch of videos, or of landmarks saved before."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.app.review.batch import Batch
from vision.app.review.messages import Messages
from vision.app.review.options import judged_by, require_something, standard_of
from vision.app.review.rejudge import rejudge
from vision.errors import UnknotError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from vision.app.review.judging import Standard
    from vision.app.review.options import Options

INTERRUPTED: Final = 130
DEFAULT_OUT: Final = Path("reviews")


def review(options: Options, console: Console) -> int:
    """Review everything; return the exit code, 1 if anything could not be reviewed.

    Raises
    ------
    UnknotError
        If something all of it needs is missing or cannot be meant.

    """
    require_something(options)
    standard = standard_of(options)
    out = options.out or DEFAULT_OUT
    messages = Messages(console)
    for path in _distinct(options.landmarks, messages):
        _rejudge(path, options, standard, messages)
    if options.videos:
        videos = _distinct(options.videos, messages)
        try:
            Batch(options, out, standard, judged_by(options), messages).run(videos)
        except KeyboardInterrupt:
            messages.line(
                say("stopped; what is done is kept, and the same command goes on from here")
            )
            return INTERRUPTED
    if options.videos or options.out:
        messages.index(out)
    return int(bool(messages.problems))


def _rejudge(path: Path, options: Options, standard: Standard, messages: Messages) -> None:
    try:
        messages.result(path.name, *rejudge(path, options.out, standard, judged_by(options)))
    except UnknotError as error:
        messages.problem(path.name, error)


def _distinct(paths: Iterable[Path], messages: Messages) -> list[Path]:
    """Return each file once, and say so of those that were named again."""
    once: dict[str, Path] = {}
    for path in paths:
        real_path = os.path.realpath(path)
        if real_path in once:
            messages.line(say("{path} is named twice; it is reviewed once", path=path))
        once.setdefault(real_path, path)
    return list(once.values())
