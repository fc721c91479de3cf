"""What every pose and every flow has to keep: kind words, safe bands, nothing left out.

Shipped poses are held to it by the tests, a user's own before they are saved. Each rule is a small
function of a pose and the measures' units that yields one sentence for each thing to change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vision.criteria.library import SIDES
from vision.criteria.model import Kind, View
from vision.criteria.phrasing import (
    cues_fit_one_breath,
    is_kind,
    led,
    moments_are_short,
    place,
    says_whole_sentences,
)
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from vision.criteria.model import Band, Criterion, Pose

    Rule = Callable[[Pose, Mapping[str, str]], Iterator[str]]

_SHORTEST_WHY: Final = 5
_LONGEST_CALL_S: Final = 10.0
_NAME: Final = re.compile(r"[a-z]+(_[a-z]+)*")


def faults(pose: Pose, units: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is to be changed in a pose before anybody is coached by it, as sentences.

    The pose is one of `vision.criteria.library.load_poses`, as written: the words are English.
    """
    ways = (pose, pose.easier.pose) if pose.easier else (pose,)
    found = (fault for way in ways for rule in RULES for fault in rule(way, units))
    return tuple(dict.fromkeys(found))


def faults_of(variants: Sequence[Pose], units: Mapping[str, str]) -> tuple[str, ...]:
    """Return what is to be changed in a pose: the faults of each variant, and how they differ."""
    found = [fault for pose in variants for fault in faults(pose, units)]
    if len(variants) == len(SIDES):
        found += sides_differ(*variants)
    return tuple(dict.fromkeys(found))


def sides_differ(right: Pose, left: Pose) -> tuple[str, ...]:
    """Return how the sides of a pose differ in more than left and right, as sentences."""
    if (right.side, left.side) != SIDES:
        sides = {"right": right.side, "left": left.side}
        return (say("the sides should be right and left, got {right} and {left}", **sides),)
    found = []
    if _swapped(right.say) != left.say:
        text = mark("say should be the same for both sides, with {front} and {back} for the legs")
        found.append(say(text))
    if [_swapped(text) for _, text in led(right)] != [text for _, text in led(left)]:
        text = mark("moments and offers should be the same for both sides, with {front} and {back}")
        found.append(say(text))
    if [_swapped(need) for need in right.needs] != list(left.needs):
        found.append(say("needs should be the same for both sides, with {front} and {back}"))
    if [_unsided(c) for c in right.criteria] != [_unsided(c) for c in left.criteria]:
        found.append(say("both sides should have the same criteria with the same numbers"))
    for a, b in zip(right.criteria, left.criteria, strict=False):
        if (_swapped(a.cue), _swapped(a.band.measure)) != (b.cue, b.band.measure):
            text = mark("{key} should be the same for both sides, with {{front}}, {{back}}")
            found.append(say(text, key=place(a)))
    return tuple(found)


# --- rules ---------------------------------------------------------------------------------------


def _is_recognised(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for a way to recognise it: without, a hold would run for anybody."""
    if all(c.optional for c in pose.of(Kind.RECOGNISE)):
        yield say("there should be at least one [recognise] criterion that is not optional")


def _says_what_to_do(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    for key in ("title", "say"):
        if not getattr(pose, key).strip():
            yield say("{key} is empty; please write it", key=key)
    if not pose.needs:
        yield say("needs is empty; name the measures that have to be readable to coach this pose")


def _names_are_plain_and_its_own(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    names = [c.name for c in pose.criteria]
    for c in pose.criteria:
        if not _NAME.fullmatch(c.name):
            text = mark("{key}: a name should be lower-case words joined by underscores")
            yield say(text, key=place(c))
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield say("{name} is the name of two criteria; please give each its own", name=name)


def _has_reasons(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for a reason: somebody who tunes a number can read where it comes from."""
    for c in pose.criteria:
        if len(c.why.strip()) <= _SHORTEST_WHY:
            yield say("{key}.why should tell where the numbers come from", key=place(c))


def _easier_asks_no_more(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    if pose.easier is None:
        return
    full = {(c.kind, c.name): c.band for c in pose.criteria}
    for c in pose.easier.pose.criteria:
        band = full.get((c.kind, c.name))
        if band is None or c.band.low > band.low or c.band.high < band.high:
            yield say("easier.{key} should ask no more than the pose itself does", key=place(c))


def _aims_are_stages(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    stages = [aim.stage for aim in pose.stages]
    if stages != list(range(1, len(stages) + 1)):
        text = mark("the stages of [aim] should be 1, 2 and so on, each once, got {stages}")
        yield say(text, stages=stages)
    for c in pose.criteria:
        if c.stage and (c.kind is not Kind.AIM or c.of_breath):
            text = mark("{key}.stage means something for aims of depth alone; leave it out")
            yield say(text, key=place(c))


def _bands_are_in_order(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    for c in pose.criteria:
        for band in (c.band, c.before, c.when):
            if band is not None and not (band.low <= band.high and band.margin >= 0):
                text = mark("{key}: low should be at most high, and margin at least 0")
                yield say(text, key=place(c))


def _noise_is_no_miss(pose: Pose, units: Mapping[str, str]) -> Iterator[str]:
    """Let what tells poses apart be without margin: noise there is no mistake of anybody's."""
    for c in pose.criteria:
        exact = units.get(c.band.measure) == "sign" or c.kind is Kind.TELL
        if not c.band.margin > 0 and not exact:
            text = mark("{key}.margin should be over 0, the error of {measure}")
            yield say(text, key=place(c), measure=c.band.measure)


def _times_are_short(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    for c in pose.criteria:
        for key in ("call_after_s", "clear_after_s"):
            if not 0 < getattr(c, key) <= _LONGEST_CALL_S:
                where = f"{place(c)}.{key}"
                yield say(
                    "{key} should be over 0 and at most {most:g}", key=where, most=_LONGEST_CALL_S
                )


def _form_leaves_room(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Find forms that can only be met outside of their own pose: the time would never run."""
    for c, within in _about_what_is_recognised(pose, Kind.FORM):
        if max(within.low, c.band.low) > min(within.high, c.band.high):
            yield say(
                "{key} can only be met where the pose is not recognised; let it overlap {low:g} to "
                "{high:g} of {measure}",
                key=place(c),
                low=within.low,
                high=within.high,
                measure=c.band.measure,
            )


def _views_are_safe(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Let the back and the joints of the legs be read from the side alone.

    The fold of a knee is not: from elsewhere it is read in space, and never judged as form.
    """
    for c in pose.criteria:
        measure = c.band.measure
        if measure.startswith("knee_fold_"):
            if c.kind not in (Kind.RECOGNISE, Kind.TELL):
                text = mark("{key}: {measure} is too coarse for more than recognising a pose")
                yield say(text, key=place(c), measure=measure)
            continue
        from_the_side = measure == "back_bow" or measure.startswith(("knee_", "ankle_"))
        if from_the_side and c.view is View.ANY:
            text = mark("{key}.view should not be any: {measure} is read from the side alone")
            yield say(text, key=place(c), measure=measure)


def _telling_is_narrower(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Keep apart what tells a pose, which no session asks for, and what recognises it."""
    for c in pose.of(Kind.TELL):
        if c.before is not None:
            yield say("{key}.before means nothing here; leave it out", key=place(c))
    for c, within in _about_what_is_recognised(pose, Kind.TELL):
        same = (c.band.low, c.band.high) == (within.low, within.high)
        if same or max(within.low, c.band.low) >= min(within.high, c.band.high):
            yield say(
                "{key} should be a narrower band than {low:g} to {high:g}, by which the pose is "
                "recognised",
                key=place(c),
                low=within.low,
                high=within.high,
            )


RULES: Final[tuple[Rule, ...]] = (
    _is_recognised,
    _says_what_to_do,
    _names_are_plain_and_its_own,
    _has_reasons,
    cues_fit_one_breath,
    moments_are_short,
    _easier_asks_no_more,
    is_kind,
    says_whole_sentences,
    _aims_are_stages,
    _bands_are_in_order,
    _noise_is_no_miss,
    _times_are_short,
    _form_leaves_room,
    _views_are_safe,
    _telling_is_narrower,
)
"""All there are, in the order in which their faults are told."""


# --- what they share -----------------------------------------------------------------------------


def _about_what_is_recognised(pose: Pose, kind: Kind) -> Iterator[tuple[Criterion, Band]]:
    """Yield criteria of a kind with the band of the same measure that recognises the pose."""
    recognised = {c.band.measure: c.band for c in pose.of(Kind.RECOGNISE)}
    for c in pose.of(kind):
        if c.band.measure in recognised:
            yield c, recognised[c.band.measure]


def _swapped(text: str) -> str:
    """Return a text with left and right in each other's place."""
    swap = {"left": "right", "right": "left"}
    return re.sub("left|right", lambda found: swap[found[0]], text)


def _unsided(c: Criterion) -> tuple[object, ...]:
    """Return all of a criterion that may not differ from side to side."""
    bands = [c.band, c.before, c.when]
    numbers = [(b.low, b.high, b.margin) if b else None for b in bands]
    rest = (c.kind, c.priority, c.view, c.call_after_s, c.clear_after_s, c.stage, c.optional)
    return (c.name, *numbers, *rest)
