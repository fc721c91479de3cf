"""What a teacher should know of a proposed pose before anybody practises it, as sentences."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.tune.own.measures import READABLE
from vision.tune.own.moments import parts, recognised_share
from vision.tune.own.pose import trial_pose
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vision.criteria.model import Pose
    from vision.tune.own.moments import Array, Moment, Parts
    from vision.tune.own.pose import ProposedBand

_ENOUGH_S: Final = 5.0
_MUCH: Final = 0.1  # of the rest, recognised as the pose as well
_MOSTLY: Final = 0.8  # of the moments
_AS_WELL: Final = 0.5


def warnings(
    t_s: Array,
    measured: Mapping[str, Array],
    moments: Sequence[Moment],
    bands: Sequence[ProposedBand],
) -> tuple[str, ...]:
    """Return why a proposal should be taken with care; the arguments are those it was made from.

    Raises
    ------
    UsageError
        If a moment holds no picture.

    """
    cut = parts(t_s, measured, moments)
    found = [*_of_moments(cut), *_of_who_is_seen(cut, measured, moments)]
    if not bands:
        found.append(
            say(
                "Nothing can be read well enough in every moment to recognise a pose by; more "
                "light, or a camera that sees the whole body from the side, would help."
            )
        )
        return tuple(found)
    return (*found, *_of_recognising(trial_pose("trial", bands), measured, cut))


def also_recognised(
    poses: Iterable[Pose], t_s: Array, measured: Mapping[str, Array], moments: Sequence[Moment]
) -> tuple[tuple[Pose, float], ...]:
    """Return which poses would be recognised in most of the moments, and in what share, best first.

    As in a session, whose step says which pose is meant: what only tells a pose from others does
    not count.
    """
    shown = parts(t_s, measured, moments).shown
    shares = [(pose, recognised_share(pose, measured, shown)) for pose in poses]
    alike = [(pose, share) for pose, share in shares if share >= _AS_WELL]
    return tuple(sorted(alike, key=lambda pose_share: -pose_share[1]))


def likeness(alike: Sequence[tuple[Pose, float]]) -> tuple[str, ...]:
    """Return what `also_recognised` found as sentences."""
    best: dict[str, float] = {}
    for pose, share in alike:
        best[pose.title] = max(share, best.get(pose.title, 0.0))
    if not best:
        return ()
    named = ", ".join(f"{title} ({share:.0%})" for title, share in best.items())
    sentence = say(
        "In these moments other poses are recognised as well: {named}. A flow says which is "
        "meant, but a review may take one for the other where both are in it.",
        named=named,
    )
    return (sentence,)


def _of_moments(cut: Parts) -> Iterator[str]:
    if cut.shown_s < _ENOUGH_S:
        yield say(
            "The moments last {shown_s:.1f} s together; with {enough_s:g} s and more the bands can "
            "be trusted better.",
            shown_s=cut.shown_s,
            enough_s=_ENOUGH_S,
        )
    if len(cut.moments) == 1:
        yield say(
            "There is one moment only; a second one, best of another time or person, shows how far "
            "the pose may differ."
        )


def _of_who_is_seen(
    cut: Parts, measured: Mapping[str, Array], moments: Sequence[Moment]
) -> Iterator[str]:
    somebody = np.any([np.isfinite(values) for values in measured.values()], axis=0)
    for moment, weights in zip(moments, cut.moments, strict=True):
        seen = float(weights[somebody].sum())
        if seen < READABLE:
            yield say(
                "From {moment.start_s:g} to {moment.end_s:g} s somebody is seen for {share:.0%} of "
                "the time only; a moment in full view would tell more.",
                moment=moment,
                share=seen,
            )


def _of_recognising(pose: Pose, measured: Mapping[str, Array], cut: Parts) -> Iterator[str]:
    shown = recognised_share(pose, measured, cut.shown)
    rest = recognised_share(pose, measured, cut.rest)
    if shown < _MOSTLY:
        yield say(
            "Only {share:.0%} of the moments themselves would be recognised as the pose.",
            share=shown,
        )
    if math.isnan(rest):
        yield say(
            "The recording shows little else, so nothing says whether these bands tell the pose "
            "from others."
        )
    elif rest >= _MUCH:
        yield say(
            "{share:.0%} of the rest of the recording would be recognised, too: if it is the same "
            "pose, mark it as well; if not, add a criterion that tells them apart.",
            share=rest,
        )
