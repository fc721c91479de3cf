"""Is the breath read rightly? Bodies that breathe by known amounts, and clips counted by eye.

``python -m benchmarks.breath [--model FILE] [--quick] [--json FILE] [--csv FILE]
[--video FILE --count BREATHS-PER-MINUTE] [--counted CSV]``

Rendered bodies whose abdomen, chest and shoulders move by millimetres, in four poses, at 2 to 4 m,
480 to 1080 lines and 10 to 30 pictures a second, with noise, sway, clothes and compression; then
bodies that breathe otherwise than they are led, or not at all. Takes about ten minutes on two
cores, ``--quick`` under one. ``--video`` and ``--counted`` measure clips of your own instead: one,
by its breaths a minute, or those of a CSV with the columns file, from_s, to_s, breaths.
"""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks.accuracy.tables import LONG_COLUMNS, as_json, long_rows, markdown, write_csv
from benchmarks.accuracy_motion import in_turn
from benchmarks.breathing.cases import BREATHES, cases
from benchmarks.breathing.counted import Counted, compare, load
from benchmarks.breathing.figures import PUBLISHED, Result, tables
from benchmarks.breathing.scoring import score
from benchmarks.breathing.series import follows, follows_strangers, read_frames
from vision.errors import UnknotError, UsageError
from vision.frames.opening import open_source
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.accuracy.tables import Table
    from benchmarks.breathing.cases import Case


def measure(case: Case, model: Path) -> Result:
    """Film a case, read its breath, and compare."""
    series = read_frames(case.shoot.frames(), model)
    said = follows(series, case.pacer)
    strangers = follows_strangers(series, case) if case.kind == BREATHES else {}
    return Result(case, score(case, series, said), strangers)


def asked_clips(asked: argparse.Namespace) -> list[list[Counted]]:
    """Return the real clips that are asked for, each with its stretches.

    Raises
    ------
    UsageError
        If a video comes without its count, or a file is missing.

    """
    if (asked.video is None) != (asked.count is None):
        raise UsageError("--video and --count come together: a file, and its breaths a minute")
    stretches = load(asked.counted) if asked.counted else []
    if asked.video:
        with open_source(str(asked.video), fast=True) as source:
            length_s = source.duration_s or 60.0
        stretches.append(Counted(asked.video, 0.0, length_s, asked.count * length_s / 60.0))
    missing = [str(each.path) for each in stretches if not each.path.is_file()]
    if missing:
        raise UsageError(f"expected videos, but there is no {missing[0]}; name one that is there")
    by_path = {each.path: [o for o in stretches if o.path == each.path] for each in stretches}
    return list(by_path.values())


def run(asked: argparse.Namespace, console: Console) -> list[Table]:
    """Measure everything that was asked for."""
    clips, model = asked_clips(asked), weights.ensure(asked.model)
    made = [] if clips else cases(quick=asked.quick)
    results = in_turn(partial(measure, model=model), made, "Rendered bodies", console)
    compared = in_turn(partial(compare, model=model), clips, "Real clips", console)
    return tables(results, [each for of in compared for each in of])


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.breath", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    parser.add_argument("--quick", action="store_true", help="three short clips")
    parser.add_argument("--video", type=Path, help="measure this clip instead; needs --count")
    parser.add_argument("--count", type=float, help="the breaths a minute of --video")
    parser.add_argument("--counted", type=Path, help="measure the clips of this CSV instead")
    parser.add_argument("--json", type=Path, help="write every table there, too")
    parser.add_argument("--csv", type=Path, help="write every cell of every table there, too")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked, console = _asked(arguments), Console(stderr=True)
    try:
        found = run(asked, console)
        if asked.csv:
            write_csv(asked.csv, LONG_COLUMNS, long_rows(found))
        if asked.json:
            asked.json.write_text(json.dumps([as_json(table) for table in found], indent=2))
    except UnknotError as error:
        raise SystemExit(f"benchmarks.breath: {error}") from error
    print("\n\n".join([*(markdown(table) for table in found), PUBLISHED]))


if __name__ == "__main__":
    main()
