"""What may be written to: nothing that is read from, and nothing that is there unasked."""

from __future__ import annotations

import os
import sys
from itertools import combinations
from typing import TYPE_CHECKING

from vision.errors import UsageError
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from rich.console import Console


def refuse_inputs(outputs: Mapping[str, Path], inputs: Iterable[Path]) -> None:
    """Make sure that no output is an input or another output, whatever links lead to it.

    Parameters
    ----------
    outputs
        Where is written to, by the option that names it.
    inputs
        All files that are read from.

    Raises
    ------
    UsageError
        If one is.

    """
    for option, output in outputs.items():
        for known in inputs:
            if _are_same(output, known):
                raise UsageError(
                    "{option} {output} would destroy {input}, which is read from; name "
                    "another file",
                    option=option,
                    output=output,
                    input=known,
                )
    for (option, one), (other_option, other) in combinations(outputs.items(), 2):
        if _are_same(one, other):
            raise UsageError(
                "{option} and {other} would write to the same file, {file}; name two",
                option=option,
                other=other_option,
                file=one,
            )


def _are_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:  # one of them is not there yet: that names lead to the same place is enough
        return os.path.realpath(one).casefold() == os.path.realpath(other).casefold()


def refuse_existing(outputs: Mapping[str, Path], console: Console, *, overwrite: bool) -> None:
    """Make sure that what is there is replaced only where that is meant; ask on a terminal.

    Empty files and devices hold nothing to lose.

    Raises
    ------
    UsageError
        If a file is there already and is to be kept.

    """
    for option, output in outputs.items():
        there = output.is_file() and output.stat().st_size > 0
        if there and not (overwrite or _agrees(output, console)):
            raise UsageError(
                "{option} {file} is there already and is kept; name another file, or add "
                "--overwrite",
                option=option,
                file=output,
            )


def _agrees(output: Path, console: Console) -> bool:
    """Ask the person, where there is one, whether a file may be replaced."""
    if not (console.is_terminal and sys.stdin.isatty()):
        return False
    question = say(
        "unknot: {file} is there already. To replace it, type yes; to keep it, press Enter: ",
        file=output,
    )
    try:
        answer = console.input(question, markup=False)
    except EOFError:
        return False
    return answer.strip().lower() in {"yes", say("yes").lower()}
