"""One pose and its criteria, from the table of its TOML file."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.criteria.model import BREATH, Band, Criterion, Easier, Kind, Moment, Part, Pose, View
from vision.criteria.toml import suggest
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from vision.criteria.toml import Table

_OTHER: Final = {"right": "left", "left": "right"}
_BAND_KEYS: Final = frozenset({"measure", "low", "high", "margin"})
_PARTS: Final = tuple(part.value for part in Part)
_KINDS: Final = tuple(kind.value for kind in Kind)
_TOLD_KEYS: Final = frozenset({"title", "say", "caution", "note", *_PARTS})
_POSE_KEYS: Final = _TOLD_KEYS | {"needs", "sided", "easier", *_KINDS}
_EASIER_KEYS: Final = frozenset({"low", "high", "margin", "cue", "why", "enabled"})
MOMENT_S: Final = 6.0
"""How long a moment is told whose end the body cannot show: said in one breath, and read twice."""
_CRITERION_KEYS: Final = _BAND_KEYS | {
    "why",
    "cue",
    "priority",
    "view",
    "before",
    "when",
    "call_after_s",
    "clear_after_s",
    "stage",
    "optional",
}
UNSAID: Final = Criterion("", Kind.FORM, Band(""), "")
"""The values of what a file does not say."""
CROSSED: Final = mark("{key} = {low:g} should be at most high = {high:g}")


def read_pose(name: str, side: str | None, table: Table, units: Mapping[str, str]) -> Pose:
    """Return a pose with one leg in front, or without sides; `ConfigError` says what is wrong."""
    table.only(_POSE_KEYS)
    criteria = tuple(
        _criterion(criterion, Kind(kind), entry, side, units)
        for kind in _KINDS
        for criterion, entry in table.table(kind).tables().items()
        if entry.flag("enabled", default=True)
    )
    return Pose(
        name,
        table.text("title"),
        _spoken(table, "say", side),
        _spoken(table, "caution", side, ""),
        table.text("note", ""),
        side,
        _needs(table, side, units),
        criteria,
        tuple(_moment(part, row, side, units) for part in Part for row in table.rows(part.value)),
        _easier(name, side, table, units) if "easier" in table.values else None,
    )


def _moment(part: Part, table: Table, side: str | None, units: Mapping[str, str]) -> Moment:
    table.only({"say", "until", "for_s"})
    until = _other_band(table, "until", side, units)
    for_s = table.number("for_s", MOMENT_S if until is None else 0.0, low=0.0)
    return Moment(part, _spoken(table, "say", side), until, for_s)


def _easier(name: str, side: str | None, table: Table, units: Mapping[str, str]) -> Easier:
    """Return the easier way of a pose: the pose with what its own table says instead."""
    easier = table.table("easier")
    easier.only({"offer", "props", *_TOLD_KEYS, *_KINDS})
    values = {key: value for key, value in table.values.items() if key != "easier"}
    values |= {key: value for key, value in easier.values.items() if key in _TOLD_KEYS}
    for kind in easier.values.keys() & set(_KINDS):
        criteria = table.table(kind)
        easier.table(kind).only(criteria.values.keys())
        values[kind] = dict(criteria.values)
        for criterion, changes in easier.table(kind).tables().items():
            changes.only(_EASIER_KEYS)
            values[kind][criterion] = {**criteria.table(criterion).values, **changes.values}
    pose = read_pose(name, side, replace(table, values=values), units)
    return Easier(_spoken(easier, "offer", side), pose, easier.texts("props"))


def translated(pose: Pose) -> Pose:
    """Return a pose that is told in the person's language."""
    easier = pose.easier
    return replace(
        pose,
        title=say(pose.title),
        say=say(pose.say),
        caution=say(pose.caution),
        note=say(pose.note),
        criteria=tuple(replace(c, cue=say(c.cue), why=say(c.why)) for c in pose.criteria),
        moments=tuple(replace(moment, say=say(moment.say)) for moment in pose.moments),
        easier=easier and replace(easier, offer=say(easier.offer), pose=translated(easier.pose)),
    )


def _needs(table: Table, side: str | None, units: Mapping[str, str]) -> tuple[str, ...]:
    needs = tuple(with_side(measure, side) for measure in table.texts("needs"))
    for measure in needs:
        _check_measure(table, "needs", measure, units)
    return needs


def _criterion(
    name: str, kind: Kind, table: Table, side: str | None, units: Mapping[str, str]
) -> Criterion:
    table.only(_CRITERION_KEYS | {"enabled"})
    if "before" in table.values:
        _refuse_timing(table)
    criterion = Criterion(
        name=name,
        kind=kind,
        band=_band(table, side, units),
        why=table.text("why"),
        cue=_spoken(table, "cue", side, "" if kind in (Kind.RECOGNISE, Kind.TELL) else None),
        priority=table.integer("priority", UNSAID.priority),
        view=View(table.choice("view", [v.value for v in View], UNSAID.view.value)),
        before=_other_band(table, "before", side, units),
        when=_other_band(table, "when", side, units),
        call_after_s=table.number("call_after_s", UNSAID.call_after_s, low=0.0),
        clear_after_s=table.number("clear_after_s", UNSAID.clear_after_s, low=0.0),
        stage=table.integer("stage", None if _asks_depth(kind, table) else 0),
        optional=table.flag("optional", default=False),
    )
    _refuse_to_judge_breath(criterion, table)
    return criterion


def _asks_depth(kind: Kind, table: Table) -> bool:
    return kind is Kind.AIM and not table.text("measure").startswith(BREATH)


def _refuse_to_judge_breath(c: Criterion, table: Table) -> None:
    """Refuse the breath in all but aims: it stops no hold, and is never corrected."""
    bands = (("measure", c.band), ("before", c.before), ("when", c.when))
    for key, band in bands if c.kind is not Kind.AIM else ():
        if band is not None and band.measure.startswith(BREATH):
            text = mark("{key} is of the breath, which is for [aim] alone: it stops no hold")
            raise table.fault(key, text)


def _refuse_timing(table: Table) -> None:
    """Refuse what a criterion of order does not look at, lest somebody rely on it."""
    for key in ("when", "view", "call_after_s", "clear_after_s"):
        if key in table.values:
            raise table.fault(key, mark("{key} means nothing beside before; leave it out"))


def _other_band(table: Table, key: str, side: str | None, units: Mapping[str, str]) -> Band | None:
    if key not in table.values:
        return None
    other = table.table(key)
    other.only(_BAND_KEYS)
    return _band(other, side, units)


def _band(table: Table, side: str | None, units: Mapping[str, str]) -> Band:
    measure = with_side(table.text("measure"), side)
    _check_measure(table, "measure", measure, units)
    band = Band(
        measure,
        table.number("low", -math.inf),
        table.number("high", math.inf),
        table.number("margin", 0.0, low=0.0),
    )
    if math.isinf(band.low) and math.isinf(band.high):
        raise table.fault("low", mark("{key} and high are both missing; give at least one"))
    if band.low > band.high:
        raise table.fault("low", CROSSED, low=band.low, high=band.high)
    return band


def _check_measure(table: Table, key: str, measure: str, units: Collection[str]) -> None:
    if measure not in units:
        text = mark("{key} = {value!r} is not a measure; {hint}")
        raise table.fault(key, text, value=measure, hint=suggest(measure, units))


def with_side(text: str, side: str | None) -> str:
    """Put the leg in front, and the other one, into the places a sided pose leaves for them."""
    if side is None:
        return text
    return text.replace("{front}", side).replace("{back}", _OTHER[side])


def _spoken(table: Table, key: str, side: str | None, default: str | None = None) -> str:
    """Return a text for the person, refusing places for a leg that were not filled."""
    text = with_side(table.text(key, default), side)
    if "{" in text:
        fault = mark(
            "{key} holds {value!r}; only {{front}} and {{back}} are known, and only in a pose with "
            "sided = true"
        )
        raise table.fault(key, fault, value=text[text.index("{") :])
    return text
