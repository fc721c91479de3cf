"""Which step of a routine is where in a recording: nobody presses keys in one.

Among all ways to lay stretches of steps over the pictures, the one with the most evidence is
chosen (`vision.session.recorded.paths`). A second in which a pose is fully recognised counts one
second for its step, one in which it is not at all counts one against it, and what is unlikely costs
seconds: so steps may be left out, repeated or come back to, and what is none of them stays
unlabelled.
Steps that look alike are told apart by their order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Kind
from vision.session.recorded.paths import COSTS, best_parts, picture_lasts_s
from vision.session.recorded.scores import likeness, recognition
from vision.session.recorded.take import Stretch
from vision.session.routine import Routine, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vision.criteria.model import Pose
    from vision.session.recorded.paths import Costs
    from vision.session.recorded.take import Array, Flags, Take

LEAD_S: Final = 15.0
"""How long before a pose the movement into it is looked for, where what came before is unknown."""
RECOGNISED_FROM: Final = 0.5
"""A score from which a picture speaks for its pose rather than against it."""
ONE_POSE_HOLD_S: Final = 60.0
_SHORTEST_HOLD_S: Final = 1.0  # a hold of no time at all has its share, too


@dataclass(frozen=True, slots=True)
class Found:
    """Where a step is done: its place in the routine, and times and score as in `Stretch`."""

    index: int
    start_s: float
    end_s: float
    score: float


def find_stretches(routine: Routine, take: Take, costs: Costs = COSTS) -> tuple[Stretch, ...]:
    """Return where the steps of a routine are done in a take, in the order of time.

    Parameters
    ----------
    routine
        What may have been practised.
    take
        At any frame rate, also a varying one; with the `alignment_measures` at least.
    costs
        What is unlikely.

    """
    scores = recognition_scores(routine, take.measures)
    found = align(
        take.t_s,
        scores,
        clues=clues(routine, take.measures),
        may_follow=may_follow(routine),
        costs=costs,
    )
    return with_leads(routine, shared_out(routine, found, take.t_s, scores), take.t_s)


def alignment_measures(routine: Routine) -> frozenset[str]:
    """Return the names of all measures the alignment looks at: also what only tells a pose."""
    telling = {
        band.measure
        for step in routine.steps
        for c in step.pose.of(Kind.TELL)
        for band in (c.band, c.when)
        if band is not None
    }
    return routine.measures() | telling


def recognition_scores(routine: Routine, measures: Mapping[str, Array]) -> Array:
    """Return how well each step's pose is recognised, ``(T, S)`` in [0, 1], NaN for unseen.

    ``measures`` are ``(T,)`` each, by name; what only tells a pose from others is left out.
    """
    return np.stack([recognition(s.pose, measures, tell=False) for s in routine.steps], axis=1)


def clues(routine: Routine, measures: Mapping[str, Array]) -> Array:
    """Return what else speaks for each step, ``(T, S)``: 1 all of it, -1 nothing, 0 cannot tell."""
    each = [2.0 * likeness(step.pose, measures) - 1.0 for step in routine.steps]
    return np.nan_to_num(np.stack(each, axis=1), nan=0.0)


def may_follow(routine: Routine) -> Flags:
    """Return which step may be the last before which other one, ``(S + 1, S)``; row 0: none.

    A pose without form is one that no picture can tell (`vision.criteria.still`). If it is the end
    of a movement as well, such as coming up to sit, it is nothing without what comes before it: it
    may only follow the step before it, or one of those before that no picture can tell either.
    """
    steps = routine.steps
    free = np.ones((len(steps) + 1, len(steps)), bool)
    for into, step in enumerate(steps):
        if into and not _tellable(step) and _ends_a_movement(step):
            nearest = max((k for k in range(into) if _tellable(steps[k])), default=-1)
            free[:, into] = False
            free[min(nearest + 2, into) : into + 2, into] = True
    return free


def _tellable(step: Step) -> bool:
    return bool(step.pose.of(Kind.FORM))


def _ends_a_movement(step: Step) -> bool:
    return any(c.before is not None for c in step.pose.of(Kind.MOVEMENT))


def align(
    t_s: Array,
    scores: Array,
    *,
    clues: Array | None = None,
    may_follow: Flags | None = None,
    costs: Costs = COSTS,
) -> list[Found]:
    """Return where steps are done by the most evidence, in the order of time.

    Parameters
    ----------
    t_s
        ``(T,)`` seconds, increasing.
    scores
        ``(T, S)`` how well each step's pose is recognised, in [0, 1]; NaN for "cannot tell".
    clues
        ``(T, S)`` what else speaks for (1) or against (-1) each step; nothing where left out.
    may_follow
        ``(S + 1, S)`` which step may be entered after which last one, row 0 for none before; where
        left out, each after each.
    costs
        What is unlikely.

    """
    if not len(t_s):
        return []
    lasts_s = picture_lasts_s(t_s)
    seen = 2.0 * scores - 1.0 + (0.0 if clues is None else costs.clue * clues)
    evidence_s = np.where(np.isnan(scores), -costs.unseen, seen) * lasts_s[:, np.newaxis]
    ways_s = costs.ways_s(scores.shape[1])
    if may_follow is not None:
        ways_s = np.where(may_follow, ways_s, np.inf)
    parts = best_parts(lasts_s, evidence_s, ways_s, costs)
    ends_s = t_s + lasts_s
    cut = [_cut(part.step, slice(part.first, part.after), t_s, ends_s, scores) for part in parts]
    return [found for found in cut if found]


def _cut(step: int, pictures: slice, t_s: Array, ends_s: Array, scores: Array) -> Found | None:
    """Return a step from the first picture in which its pose is recognised to the last's end."""
    inside = scores[pictures, step]
    shown = np.flatnonzero(inside >= RECOGNISED_FROM)
    if not len(shown):
        return None
    first, last = shown[0], shown[-1]
    mean = float(np.nanmean(inside[first : last + 1]))
    return Found(step, float(t_s[pictures][first]), float(ends_s[pictures][last]), mean)


def with_leads(routine: Routine, found: Iterable[Found], t_s: Array) -> tuple[Stretch, ...]:
    """Return the stretches, each with the time in which the movement into it is judged."""
    stretches: list[Stretch] = []
    for each in found:
        known_s = stretches[-1].end_s if stretches else float(t_s[0])
        lead_s = min(each.start_s, max(known_s, each.start_s - LEAD_S))
        step = routine.steps[each.index]
        stretch = Stretch(each.index, step, lead_s, each.start_s, each.end_s, each.score)
        stretches.append(stretch)
    return tuple(stretches)


def shared_out(
    routine: Routine, stretches: Sequence[Found], t_s: Array, scores: Array
) -> list[Found]:
    """Share a stretch of a step that no picture can tell with left out neighbours like it.

    Of two ways to loosen the legs in lying nothing is seen but lying: the evidence is the same
    for either, wherever one ends and the other begins. As in a practice they then follow each
    other, in the proportion of their holds, as many as the time is long enough for. Nothing of
    their form is judged, so no correction can come of it.
    """
    ends_s = t_s + picture_lasts_s(t_s)
    shared: list[Found | None] = []
    for place, stretch in enumerate(stretches):
        pictures = _pictures(t_s, stretch.start_s, stretch.end_s)
        before = stretches[place - 1].index if place else -1
        after = stretches[place + 1].index if place + 1 < len(stretches) else len(routine.steps)
        alike = _alike(routine, range(before + 1, after), stretch.index, scores[pictures])
        first = _cut(alike[0], pictures, t_s, ends_s, scores) or stretch
        for step, start_s, end_s in _shares(routine, alike, first.start_s, stretch.end_s):
            shared.append(_cut(step, _pictures(t_s, start_s, end_s), t_s, ends_s, scores))
    return [found for found in shared if found]


def _shares(
    routine: Routine, alike: Sequence[int], start_s: float, end_s: float
) -> Iterator[tuple[int, float, float]]:
    """Yield (step, start, end) of as many steps as the time is long enough for, at least one."""
    ends_s = np.cumsum([max(routine.steps[step].hold_s, _SHORTEST_HOLD_S) for step in alike])
    fitting = max(1, int((ends_s <= end_s - start_s).sum()))
    edges_s = start_s + (end_s - start_s) * np.append(0.0, ends_s[:fitting]) / ends_s[fitting - 1]
    for step, from_s, to_s in zip(alike, edges_s, edges_s[1:], strict=False):
        yield step, float(from_s), float(to_s)


def _pictures(t_s: Array, start_s: float, end_s: float) -> slice:
    return slice(*np.searchsorted(t_s, [start_s, end_s]))


def _alike(routine: Routine, free: range, step: int, scores: Array) -> list[int]:
    """Return the steps side by side with one, itself included, that may as well be meant.

    ``scores`` are those of its stretch; a step may be meant if it is recognised in most of it.
    """
    if _tellable(routine.steps[step]):
        return [step]
    most = np.nanmean(scores >= RECOGNISED_FROM, axis=0) >= RECOGNISED_FROM
    fits = [k for k in free if most[k] and not _tellable(routine.steps[k])]
    return [k for k in fits if set(range(*sorted((k, step)))) <= {*fits, step}] or [step]


def one_pose(
    variants: Sequence[Pose], take: Take, hold_s: float = ONE_POSE_HOLD_S
) -> tuple[Routine, tuple[Stretch, ...]]:
    """Return a routine of the one pose a clip shows, and the stretch in which it does.

    Parameters
    ----------
    variants
        The pose, or one for each leg in front: the better recognised one is taken, among equals
        the one that is told better, then the first.
    take
        As for `find_stretches`.
    hold_s
        The hold to judge it by.

    Returns
    -------
    The stretch lasts from the first picture in which the pose is recognised at all to the last,
    whatever is between them; there is none where it is never recognised.

    """
    routines = [Routine(pose.name, pose.title, "", (Step(pose, hold_s),)) for pose in variants]
    best = max(routines, key=lambda routine: _fit(routine, take.measures))
    ends_s = take.t_s + picture_lasts_s(take.t_s)
    scores = recognition_scores(best, take.measures)
    found = _cut(0, slice(None), take.t_s, ends_s, scores)
    return best, with_leads(best, [found] if found else [], take.t_s)


def _fit(routine: Routine, measures: Mapping[str, Array]) -> tuple[float, float]:
    """Return how much of a routine's one pose is recognised, and how much of that is told."""
    scores = np.nan_to_num(recognition_scores(routine, measures))
    return float(scores.sum()), float((scores * clues(routine, measures)).sum())
