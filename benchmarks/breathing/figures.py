"""The tables of the breath's benchmark, and what it is held to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy.intervals import Share, share
from benchmarks.accuracy.tables import Table
from benchmarks.accuracy.targets import Target
from benchmarks.accuracy.targets import table as targets_table
from benchmarks.breathing.cases import BREATHES, STILL
from benchmarks.breathing.scoring import NEAR_CHANGE_S, NEAR_RATE_PER_MIN

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from benchmarks.accuracy.tables import Cell
    from benchmarks.breathing.cases import Case
    from benchmarks.breathing.counted import Compared
    from benchmarks.breathing.scoring import Score

LEAST_RATES: Final = 0.95
LEAST_CHANGES: Final = 0.95
MOST_FOLLOWING: Final = 0.02
MOST_UNSEEN: Final = 0.20
MOST_RATE_ERROR_PER_MIN: Final = 0.5
PUBLISHED: Final = (
    "Published for comparison, people at rest who face the camera, mean error of the rate a "
    "minute: 0.57 (arXiv 2512.03827), 0.55 at 720 lines and 1.53 at NTSC (J. Sensors 2018, "
    "4567213), 0.61 to 0.95 (PLoS One e0325340). None tells phases, the abdomen's share, or a body "
    "folded or lying."
)
_USUAL: Final = (3.0, 720)
_MOST_SWAY_DEG: Final = 0.1


@dataclass(frozen=True, slots=True)
class Result:
    """A clip and how well its breath was read.

    ``strangers`` has the share of the time for which it is said to follow pacers that it does not.
    """

    case: Case
    score: Score
    strangers: Mapping[str, float] = field(default_factory=dict)


def tables(results: Sequence[Result], compared: Sequence[Compared]) -> list[Table]:
    """Lay out everything that was found."""
    real = [_counted(compared), _rate_target(compared)] if compared else []
    return [*(_rendered(results) if results else ()), *real]


def _rendered(results: Sequence[Result]) -> list[Table]:
    breathing = [each for each in results if each.case.kind == BREATHES]
    grouped = (
        _grouped("By pose", breathing, lambda each: each.pose),
        _grouped("By distance", breathing, lambda each: f"{each.distance_m:g} m"),
        _grouped("By lines", breathing, lambda each: str(each.lines)),
        _grouped("By pictures a second", breathing, lambda each: f"{each.shoot.fps:g}"),
        _grouped("By noise", breathing, lambda each: f"{each.shoot.noise:g} of 255"),
    )
    return [
        _clips(breathing),
        *grouped,
        _impostors(results),
        targets_table(targets(results)),
    ]


def targets(results: Sequence[Result]) -> tuple[Target, ...]:
    """Hold the figures to what was asked for: at 3 m, 720 lines, a body that keeps still."""
    usual = [each for each in results if _is_usual(each.case)]
    still = [each for each in usual if each.case.pose in STILL]
    poses = (
        Target(f"unseen of a hold, {pose}", unseen(_of_pose(usual, pose)), "<=", MOST_UNSEEN)
        for pose in STILL
    )
    return (
        Target(f"rate within {NEAR_RATE_PER_MIN:g} a minute", rates(still), ">=", LEAST_RATES),
        Target(f"changes within {NEAR_CHANGE_S:g} s", changes(still), ">=", LEAST_CHANGES),
        Target("said to follow, and does not", following(results), "<=", MOST_FOLLOWING),
        Target("said to follow a stranger", following_strangers(results), "<=", MOST_FOLLOWING),
        *poses,
    )


def _is_usual(case: Case) -> bool:
    usual = (case.distance_m, case.lines) == _USUAL and case.shoot.sway_deg <= _MOST_SWAY_DEG
    return case.kind == BREATHES and usual


def _of_pose(results: Iterable[Result], pose: str) -> list[Result]:
    return [each for each in results if each.case.pose == pose]


def rates(results: Iterable[Result]) -> Share:
    """Share of the seconds with a rate at which it is right."""
    return share(
        (abs(error) <= NEAR_RATE_PER_MIN, each.case.name)
        for each in results
        for error in each.score.rate_errors_per_min
    )


def changes(results: Iterable[Result]) -> Share:
    """Share of the changes seen at which the phase changes in time; one missed does not."""
    return share(trial for each in results for trial in _changes(each))


def _changes(result: Result) -> Iterator[tuple[bool, str]]:
    name = result.case.name
    yield from ((abs(e) <= NEAR_CHANGE_S, name) for e in result.score.change_errors_s)
    yield from ((False, name) for _ in range(result.score.changes_missed))


def holds(results: Iterable[Result]) -> Share:
    """Share of the breaths held that are told as held."""
    return share((hit, each.case.name) for each in results for hit in each.score.held)


def told_apart(results: Iterable[Result]) -> Share:
    """Share of the clips in which it is told right whether chest or abdomen does more."""
    return share(
        (right, each.case.name)
        for each in results
        if (right := each.score.abdomen_right) is not None
    )


def unseen(results: Iterable[Result]) -> Share:
    """Share of the seconds of a hold at which the phase is not told."""
    return share(_seconds((each.score.unseen_of_hold, each.case.name) for each in results))


def following(results: Iterable[Result]) -> Share:
    """Share of the time at which who does not breathe as led is said to, in percents of a clip."""
    others = [each for each in results if each.case.kind != BREATHES]
    return share(_seconds((each.score.follows, each.case.name) for each in others))


def following_strangers(results: Iterable[Result]) -> Share:
    """Share of the time at which a breath is said to follow a pacer that it does not follow."""
    shares = ((value, each.case.name) for each in results for value in each.strangers.values())
    return share(_seconds(shares))


def _seconds(shares: Iterable[tuple[float, str]]) -> Iterator[tuple[bool, str]]:
    """Turn shares into as many trials each, so that every clip weighs the same."""
    for value, name in shares:
        hits = round(100 * value)
        yield from ((index < hits, name) for index in range(100))


def _mean_size(values: Iterable[float]) -> float:
    sizes = np.abs(np.array(list(values)))
    return float(sizes.mean()) if sizes.size else math.nan


def _grouped(title: str, results: Sequence[Result], key: Callable[[Case], str]) -> Table:
    names = list(dict.fromkeys(key(each.case) for each in results))
    groups = ((name, [each for each in results if key(each.case) == name]) for name in names)
    headings = (
        "",
        "clips",
        "rate right",
        "mean error a minute",
        "changes in time",
        "mean error s",
        "holds told",
        "chest or abdomen right",
        "unseen of a hold",
    )
    return Table(title, headings, tuple(_group_row(name, of) for name, of in groups))


def _group_row(name: str, of: Sequence[Result]) -> tuple[Cell, ...]:
    return (
        name,
        len(of),
        rates(of),
        _mean_size(e for each in of for e in each.score.rate_errors_per_min),
        changes(of),
        _mean_size(e for each in of for e in each.score.change_errors_s),
        holds(of),
        told_apart(of),
        unseen(of),
    )


def _clips(results: Sequence[Result]) -> Table:
    headings = (
        "clip",
        "told from s",
        "unseen after %",
        "rate: mean error a minute",
        "changes: mean error s",
        "later by s",
        "missed",
        "held told",
        "held wrongly %",
        "abdomen: read, true",
        "depth: read, true, % of trunk",
        "in share: read, true",
        "follows % of the time",
    )
    return Table("Bodies that breathe", headings, tuple(_clip_row(each) for each in results))


def _clip_row(result: Result) -> tuple[Cell, ...]:
    score = result.score
    errors_s = np.array(score.change_errors_s)
    return (
        result.case.name,
        score.first_s,
        100 * score.unseen_after,
        _mean_size(score.rate_errors_per_min),
        _mean_size(errors_s),
        float(np.median(errors_s)) if errors_s.size else math.nan,
        f"{score.changes_missed} of {score.changes_missed + errors_s.size}",
        f"{sum(score.held)} of {len(score.held)}",
        100 * score.held_wrongly,
        f"{score.abdomen_share:.2f}, {score.true_abdomen_share:.2f}",
        f"{100 * score.depth:.1f}, {100 * score.true_depth:.1f}",
        f"{score.in_share:.2f}, {score.true_in_share:.2f}",
        100 * score.follows if result.case.follows else "not led",
    )


def _impostors(results: Sequence[Result]) -> Table:
    rows = tuple(
        (each.case.name, 100 * each.score.claimed, 100 * each.score.follows)
        for each in results
        if each.case.kind != BREATHES
    )
    rows += tuple(
        (f"{each.case.name}; by {name}", 100 * each.score.claimed, 100 * value)
        for each in results
        for name, value in each.strangers.items()
    )
    headings = ("clip", "a rate is told, % of the time", "said to follow, % of the time")
    return Table("Who does not breathe as led, or not at all", headings, rows)


def _counted(compared: Sequence[Compared]) -> Table:
    rows = tuple(
        (
            each.counted.name,
            each.counted.rate_per_min,
            each.rate_per_min,
            each.rate_per_min - each.counted.rate_per_min,
            100 * each.told,
        )
        for each in compared
    )
    headings = ("real clip", "counted a minute", "read", "error", "told, % of the time")
    return Table("Real clips, counted by eye", headings, rows)


def _rate_target(compared: Sequence[Compared]) -> Table:
    error = _mean_size(e for each in compared if not math.isnan(e := each.error_per_min))
    reached = "-" if math.isnan(error) else "yes" if error <= MOST_RATE_ERROR_PER_MIN else "no"
    row = ("mean error of the rate, real clips, a minute", error, f"<= {MOST_RATE_ERROR_PER_MIN:g}")
    return Table(
        "Target on real clips", ("what", "figure", "target", "reached"), ((*row, reached),)
    )
