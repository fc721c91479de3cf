"""What ``unknot check`` says of a photograph: kind, short, and one thing to change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.app.check.photos import cue_of, rounded
from vision.criteria.model import Kind, Status
from vision.criteria.priority import most_relevant
from vision.criteria.still import told_by_a_still
from vision.measure.catalog import UNITS
from vision.render.overlay.title import title_with_side
from vision.render.sheet import Row, Sheet, answer_of
from vision.render.theme import LOOKS
from vision.words import mark, say
from vision.words.reasons import TURN_SIDE_ON, cue_for, reason_words
from vision.words.wording import words_of

if TYPE_CHECKING:
    from vision.app.check.photos import Checked
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Band, Pose, Verdict

_VIEWS: Final = {
    "side": mark("seen from the side"),
    "oblique": mark("seen at an angle"),
    "front": mark("seen from the front"),
    "back": mark("seen from the back"),
}
_QUARTER_TURN: Final = mark("Most can only be seen from the side: please make a quarter turn.")
_TURNS: Final = {
    "oblique": mark("Most can only be seen from the side: please turn a little more side-on."),
    "front": _QUARTER_TURN,
    "back": _QUARTER_TURN,
}
_UNITS: Final = {
    "deg": mark("{value:g}°"),
    "trunk": mark("{value:g} trunk lengths"),
    "chord": mark("{value:g} trunk lengths"),
}


def sheet_of(checked: Checked, library: PoseLibrary) -> Sheet:
    """Return what to say of a photograph that could be read."""
    if checked.landmarks is None:
        helpful = say("A photograph of one person, whole and well lit, helps me most.")
        return Sheet(say("Nobody found"), "", (), helpful)
    view = say(_VIEWS[checked.view]) if checked.view else ""
    if checked.pose is None:
        helpful = _what_would_help(checked, library)
        return Sheet(say("I don't recognise this pose"), view, (), helpful)
    rows = tuple(_row(verdict) for verdict in checked.verdicts)
    first = _most_worth_saying(checked.verdicts)
    if first is None:
        return Sheet(_title(checked.pose), view, rows, _without_cue(checked))
    look, called = LOOKS[first.status], first.criterion.name
    return Sheet(_title(checked.pose), view, rows, cue_of(first), look, called)


def _title(pose: Pose) -> str:
    return title_with_side(pose.title, pose.side)


def _row(verdict: Verdict) -> Row:
    detail = reason_words(verdict.reason) or _value_text(verdict)
    return Row(words_of(verdict.criterion.name), answer_of(verdict), detail)


def _value_text(verdict: Verdict) -> str:
    """Return a value with its unit, and what it should be unless it is how deep a pose is."""
    band = verdict.criterion.band
    unit = UNITS[band.measure]
    number = rounded(verdict.value, unit)
    value = say(_UNITS[unit], value=number) if unit in _UNITS else f"{number:g} {unit}"
    if verdict.criterion.kind is Kind.AIM:
        return value
    bounds = _bounds_text(band)
    # Without this a value just outside its bounds would stand beside "good".
    if 0 < verdict.score < 1:
        margin = f"{band.margin:g}"
        bounds = say("{bounds}, give or take {margin}", bounds=bounds, margin=margin)
    return f"{value} ({bounds})"


def _bounds_text(band: Band) -> str:
    if math.isinf(band.low):
        return say("at most {high:g}", high=band.high)
    if math.isinf(band.high):
        return say("at least {low:g}", low=band.low)
    return say("{low:g} to {high:g}", low=band.low, high=band.high)


def _most_worth_saying(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    """Return the one miss to change, else the deepest stage reached."""
    reached = [v for v in verdicts if v.criterion.kind is Kind.AIM and v.status is Status.MET]
    deepest = max(reached, key=lambda v: v.criterion.stage, default=None)
    return most_relevant(verdicts) or deepest


def _without_cue(checked: Checked) -> str:
    """Return what to say when there is nothing to change and no stage to praise."""
    unseen = [v.reason for v in checked.verdicts if v.reason is not None]
    if TURN_SIDE_ON in unseen:
        turn = _TURNS.get(checked.view or "")
        return say(turn) if turn else reason_words(TURN_SIDE_ON)
    if len(unseen) < len(checked.verdicts):
        return say("All that I can check looks good.")
    return cue_for(unseen[0]) if unseen else say("There is nothing to check in this pose.")


def _what_would_help(checked: Checked, library: PoseLibrary) -> str:
    """Return what would help to recognise a pose: another view, the whole body, or its name."""
    if checked.view in _TURNS:
        return say(_TURNS[checked.view])
    known = [pose for pose in library.poses.values() if told_by_a_still(pose)]
    reasons = checked.readings.unseen if checked.readings else {}
    hidden = [reasons[measure] for pose in known for measure in pose.needs if measure in reasons]
    if hidden:
        return cue_for(hidden[0])
    return say(
        "I know these from the side: {poses}. With --pose I judge by the one you name.",
        poses=", ".join(dict.fromkeys(pose.name for pose in known)),
    )
