"""How right every measure is, on rendered bodies whose joints are known.

``python -m benchmarks.accuracy_synthetic [--model FILE] [--csv FILE] [--quick]``

A synthetic practitioner takes the routine's postures, well done and not, before cameras all around,
near and far, high and low, tilted; in several bodies, clothes and lights, behind a stool, through
soft lenses and noisy sensors: a latin hypercube over all factors, drawn from fixed seeds. Clips
(0.8 s into the posture, then 1 s in it, at 15 pictures a second) are followed as in a session and
judged by their last half second; stills are searched as ``unknot check`` searches photographs.

Every measure has two truths. *Body*: measured on the true joints from exactly the side, level, from
far away; it is what a criterion is about. *Plane*: measured on the true joints as this camera
projects them; it tells what the landmarker alone adds. The bow of the back has the bulge of the
spine for its body's truth, and that of the true silhouette for its plane's; the view's truth is the
camera's true angle. Views are those of the body's true left-right axis: one that lies on its side
is not seen from the side, wherever the camera stands.

Printed are Markdown tables: errors of all measures in every view, as bias ± 1.96 standard
deviations (mean size; share unseen); what is found, and what is said of legs the body hides (a ray
from the camera to the joint is stopped by other flesh); what each factor costs; each criterion's
margin beside the error that 95 of 100 measurements keep within; what criteria call although it is
right, or pass although it is two margins off; and at the end the targets.

``--csv FILE`` writes one row for every case and measure, with every factor. ``--targets`` follows
the clips seen within 15 degrees of the side alone, and prints their targets.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.progress import track

from benchmarks.accuracy.intervals import METHODS
from benchmarks.accuracy.tables import markdown
from benchmarks.synthetic.criteria import corrections_table, margins_table, verdicts_table
from benchmarks.synthetic.design import LEVELS, SWEPT_SHAPES, spread, sweep
from benchmarks.synthetic.run import outcomes
from benchmarks.synthetic.sheet import write_sheet
from benchmarks.synthetic.sweeps import sweep_table
from benchmarks.synthetic.targets import PUBLISHED, SIDE_DEG, targets_table
from benchmarks.synthetic.views import errors_table, hidden_table, seen_table
from vision.app.settings import load_library
from vision.errors import UnknotError
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.accuracy.tables import Table
    from benchmarks.synthetic.design import Case
    from benchmarks.synthetic.outcome import Outcome
    from vision.criteria.library import PoseLibrary

_SEEDS: Final = {"tracked": 100, "still": 200}
_MODES: Final = {"tracked": "followed", "still": "stills"}


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: clips and stills of every family of postures, and what is swept."""

    tracked: int
    stills: int
    swept_shapes: int
    swept_factors: tuple[str, ...]


FULL: Final = Plan(36, 12, len(SWEPT_SHAPES), tuple(LEVELS))
QUICK: Final = Plan(1, 1, 1, ("off_side_deg",))


def cases_of(plan: Plan) -> list[Case]:
    """Give all cases, each with a number of its own."""
    tracked = spread("tracked", plan.tracked, _SEEDS["tracked"])
    stills = spread("still", plan.stills, _SEEDS["still"], first=len(tracked))
    shapes = SWEPT_SHAPES[: plan.swept_shapes]
    return [*tracked, *stills, *sweep(len(tracked) + len(stills), shapes, plan.swept_factors)]


def from_the_side(cases: Iterable[Case]) -> list[Case]:
    """Give the clips that the first of the targets are about."""
    clips = (case for case in cases if case.mode == "tracked")
    return [clip for clip in clips if abs(clip.conditions.off_side_deg) <= SIDE_DEG[0]]


def tables_of(measured: Sequence[Outcome], library: PoseLibrary) -> Iterator[Table]:
    """Give every table, the targets last."""
    swept = [o for o in measured if o.case.factor]
    by_mode = {
        mode: [o for o in measured if o.case.mode == mode and not o.case.factor] for mode in _MODES
    }
    for mode, name in _MODES.items():
        for against in ("body", "plane"):
            title = f"Errors against the {against}'s truth, {name}"
            yield errors_table(by_mode[mode], against, title)
    for mode, name in _MODES.items():
        yield seen_table(by_mode[mode], f"What is seen, {name}")
        yield hidden_table(by_mode[mode], f"Hidden far legs, {name}")
    yield sweep_table(swept)
    tracked = by_mode["tracked"]
    yield margins_table(tracked, library)
    yield verdicts_table(tracked, library, "Verdicts: right but called, clearly not but passed")
    for mode, name in _MODES.items():
        yield corrections_table(by_mode[mode], library, f"Corrections of form, {name}")
    yield targets_table(tracked)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print; an error is one line on stderr and the program's own exit code."""
    asked = _parser().parse_args(arguments)
    try:
        _report(asked)
    except UnknotError as error:
        print(f"{Path(__file__).stem}: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


def _report(asked: argparse.Namespace) -> None:
    # Read first: minutes of looking are not to end at a mistake in a file.
    library, model = load_library(None), weights.ensure(asked.model)
    cases = cases_of(QUICK if asked.quick else FULL)
    if asked.targets:
        cases = from_the_side(cases)
    console = Console(stderr=True)
    looked = track(
        outcomes(cases, model), "Looking", len(cases), console=console, transient=True,
        disable=not console.is_terminal,
    )  # fmt: skip
    measured = list(looked)
    if asked.csv:
        write_sheet(asked.csv, measured)
    print(METHODS)
    narrow = [targets_table(measured, SIDE_DEG[:1])] if asked.targets else None
    for table in narrow or tables_of(measured, library):
        print(f"\n{markdown(table)}")
    print(f"\n{PUBLISHED}")


def _parser() -> argparse.ArgumentParser:
    summary = (__doc__ or "").partition("\n")[0]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.accuracy_synthetic", description=summary
    )
    parser.add_argument("--model", type=Path, help="the pose_landmarker .task file")
    parser.add_argument("--csv", type=Path, help="write one row for every case and measure here")
    parser.add_argument(
        "--quick", action="store_true", help="a handful of cases, to see that it works"
    )
    parser.add_argument(
        "--targets", action="store_true", help="the clips within 15 degrees of the side alone"
    )
    return parser


if __name__ == "__main__":
    main()
