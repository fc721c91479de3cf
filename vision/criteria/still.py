"""Verdicts on one still picture, and which pose it shows: there is no time to steady anything."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.judge import OWN_BACK, all_met, judgeable, score
from vision.criteria.model import Kind, Status, Verdict
from vision.words.reasons import STILL_LOOKING, Code, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vision.criteria.model import Band, Criterion, Pose, Unseen, Values

_ONE_PICTURE: Final = Reason(Code.ONE_PICTURE)
_TELLING: Final = (Kind.RECOGNISE, Kind.TELL)
_STILL_KINDS: Final = (*_TELLING, Kind.FORM, Kind.AIM)
CLEARLY: Final = 5.0
"""By how many margins poses are told apart for sure. A margin is the error on one body, and people
differ by more: on photographs thighs fall 8 degrees in a diamond and 20 in a hero, whose bounds lie
4 and 8 degrees from these, with a margin of 3."""


def judge_still(pose: Pose, values: Values, unseen: Unseen) -> tuple[Verdict, ...]:
    """Return a verdict for every criterion that one picture can answer.

    Within the margin the benefit of the doubt is given: only a score of 0 is a miss. How deep a
    pose is is praised where there is no doubt: an aim is met by its margin and more, so that no
    error praises a gap that anyone can see. How a pose is entered and left, what has to come
    before what, how the breath goes and what a person's own back is is told by time alone and left
    out.

    Parameters
    ----------
    pose
        What to judge by.
    values
        Measures by name, in their units; NaN for "cannot tell".
    unseen
        For each NaN, why.

    """
    return tuple(
        _verdict(criterion, values, unseen)
        for kind in _STILL_KINDS
        for criterion in pose.of(kind)
        if criterion.before is None and not criterion.of_breath
        if criterion.band.measure != OWN_BACK
    )


def _verdict(criterion: Criterion, values: Values, unseen: Unseen) -> Verdict:
    value, reason = judgeable(criterion, values, unseen)
    mark = score(criterion.band, value)
    if math.isnan(mark):
        reason = _ONE_PICTURE if reason == STILL_LOOKING else reason
        return Verdict(criterion, math.nan, math.nan, Status.UNSEEN, reason)
    met = mark > 0
    if criterion.kind is Kind.AIM:
        met = mark == 1.0 and clearance(criterion.band, value) >= 1
    return Verdict(criterion, value, mark, Status.MET if met else Status.MISSED)


def recognise_still(poses: Iterable[Pose], values: Values, unseen: Unseen) -> Pose | None:
    """Return which of the poses a picture shows, None for none of them.

    One is shown when all it is recognised by and told from others by is met, except what is
    optional and unseen. A pose without any form criterion is told by movement or by the session,
    never by a picture. Among several, `closest_still` chooses.
    """
    shown = [pose for pose in poses if told_by_a_still(pose) and _is_shown(pose, values, unseen)]
    return closest_still(shown, values, unseen)


def alike_still(
    shown: Pose, poses: Iterable[Pose], values: Values, unseen: Unseen
) -> tuple[Pose, ...]:
    """Return which other poses the picture may show as well, once for each name.

    One may be shown when all it is recognised by is met, or hidden as it is for the pose that is
    shown, as feet that may be flat or tucked are; and nothing that tells the two apart speaks
    clearly, by `CLEARLY` margins: against it, or for the pose that is shown.
    """
    known = [pose for pose in poses if told_by_a_still(pose)]
    widest = _widest_margins(known)
    seen = judge_still(shown, values, unseen)
    alike: dict[str, Pose] = {}
    for pose in known:
        if pose.name == shown.name or pose.name in alike:
            continue
        own, others = _told_apart_by(shown, pose), _told_apart_by(pose, shown)
        found = judge_still(pose, values, unseen)
        if (
            _may_be_shown(found, seen)
            and not _clearly(own, seen, Status.MET, widest)
            and not _clearly(others, found, Status.MISSED, widest)
        ):
            alike[pose.name] = pose
    return tuple(alike.values())


def _may_be_shown(found: Iterable[Verdict], seen: Iterable[Verdict]) -> bool:
    """Return whether a pose is recognised, but for what is hidden for the one shown as well."""
    telling = [v for v in seen if v.criterion.kind is Kind.RECOGNISE]
    hidden = {v.criterion.band.measure for v in telling if v.status is Status.UNSEEN}
    return all(
        v.status is Status.MET
        or (
            v.status is Status.UNSEEN
            and (v.criterion.optional or v.criterion.band.measure in hidden)
        )
        for v in found
        if v.criterion.kind is Kind.RECOGNISE
    )


def _told_apart_by(pose: Pose, other: Pose) -> frozenset[str]:
    """Return the criteria, by name, that tell a pose from another one: those it does not share."""
    shared = {(c.name, c.band) for c in other.of(Kind.TELL)}
    return frozenset(c.name for c in pose.of(Kind.TELL) if (c.name, c.band) not in shared)


def _clearly(
    names: frozenset[str],
    verdicts: Iterable[Verdict],
    status: Status,
    widest: Mapping[str, float],
) -> bool:
    """Return whether any of these criteria of telling is clearly met, or clearly missed."""
    for verdict in verdicts:
        band = verdict.criterion.band
        telling = verdict.criterion.kind is Kind.TELL and verdict.criterion.name in names
        if telling and verdict.status is status:
            inside = min(verdict.value - band.low, band.high - verdict.value)
            clearly = CLEARLY * (band.margin or widest[band.measure])
            if (inside if status is Status.MET else -inside) >= clearly:
                return True
    return False


def _widest_margins(poses: Iterable[Pose]) -> dict[str, float]:
    """Return the widest margin that any criterion gives a measure: for those without one."""
    widest: dict[str, float] = {}
    for band in (c.band for each in poses for c in each.criteria):
        widest[band.measure] = max(band.margin, widest.get(band.measure, 0.0))
    return widest


def told_by_a_still(pose: Pose) -> bool:
    """Return whether a picture can show that a body is in this pose."""
    return bool(pose.of(Kind.RECOGNISE) and pose.of(Kind.FORM))


def _is_shown(pose: Pose, values: Values, unseen: Unseen) -> bool:
    return all_met(_recognition(pose, values, unseen)) is Status.MET


def _recognition(pose: Pose, values: Values, unseen: Unseen) -> list[Verdict]:
    found = judge_still(pose, values, unseen)
    return [verdict for verdict in found if verdict.criterion.kind in _TELLING]


def closest_still(poses: Iterable[Pose], values: Values, unseen: Unseen) -> Pose | None:
    """Return the pose a picture fits best; among equals the first, None if there are none.

    In this order: the most of these criteria met; the most that may not be judged but whose
    bands are kept nevertheless, which tells the leg in front in a fold; and the widest clearance
    of the one that is met most narrowly, in margins, as a margin is the measure's own error.
    """

    def fit(pose: Pose) -> tuple[int, int, float]:
        found = _recognition(pose, values, unseen)
        met = [v for v in found if v.status is Status.MET]
        hidden = [v.criterion.band for v in found if v.status is Status.UNSEEN]
        hints = [b for b in hidden if score(b, values.get(b.measure, math.nan)) == 1.0]
        least = min((clearance(v.criterion.band, v.value) for v in met), default=0.0)
        return len(met), len(hints), least

    return max(poses, key=fit, default=None)


def clearance(band: Band, value: float) -> float:
    """Return how far inside a band a value lies, in margins; negative outside.

    A band without margin holds something counted, such as a sign, which is never met narrowly:
    infinite.
    """
    if band.margin <= 0:
        return math.inf
    return min(value - band.low, band.high - value) / band.margin
