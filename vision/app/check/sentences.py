"""What ``unknot check`` says of a photograph: kind, short, and one thing to change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.app.check.photos import cue_of, rounded
from vision.criteria.model import Kind, Status
from vision.criteria.priority import most_relevant
from vision.criteria.still import told_by_a_still
from vision.measure.catalog import UNITS
from vision.render.overlay.title import side_text
from vision.render.sheet import Row, Sheet, answer_of
from vision.render.theme import LOOKS
from vision.words.reasons import TURN_SIDE_ON, cue_for, reason_words
from vision.words.wording import words_of

if TYPE_CHECKING:
    from vision.app.check.photos import Checked
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Band, Pose, Verdict

NOBODY: Final = "Nobody found"
NO_POSE: Final = "I don't recognise this pose"
_VIEWS: Final = {
    "side": "seen from the side",
    "oblique": "seen at an angle",
    "front": "seen from the front",
    "back": "seen from the back",
}
_TURNS: Final = {
    "oblique": "Most can only be seen from the side: please turn a little more side-on.",
    "front": "Most can only be seen from the side: please make a quarter turn.",
    "back": "Most can only be seen from the side: please make a quarter turn.",
}
_SHOW_ALL: Final = "A photograph of one person, whole and well lit, helps me most."
_KNOWN: Final = "I know these from the side: {}. With --pose I judge by the one you name."
_ALL_GOOD: Final = "All that I can check looks good."
_UNIT_WORDS: Final = {"deg": "°", "trunk": " trunk lengths", "chord": " trunk lengths"}


def sheet_of(checked: Checked, library: PoseLibrary) -> Sheet:
    """Return what to say of a photograph that could be read."""
    if checked.landmarks is None:
        return Sheet(NOBODY, "", (), _SHOW_ALL)
    view = _VIEWS.get(checked.view or "", "")
    if checked.pose is None:
        return Sheet(NO_POSE, view, (), _what_would_help(checked, library))
    rows = tuple(_row(verdict) for verdict in checked.verdicts)
    told = _most_worth_saying(checked.verdicts)
    if told is None:
        return Sheet(_title(checked.pose), view, rows, _without_cue(checked))
    look, called = LOOKS[told.status], told.criterion.name
    return Sheet(_title(checked.pose), view, rows, cue_of(told), look, called)


def _title(pose: Pose) -> str:
    side = side_text(pose.title, pose.side)
    return f"{pose.title}, {side}" if side else pose.title


def _row(verdict: Verdict) -> Row:
    c = verdict.criterion
    return Row(
        words_of(c.name), answer_of(verdict), reason_words(verdict.reason) or _value_text(verdict)
    )


def _value_text(verdict: Verdict) -> str:
    """Return a value with its unit, and what it should be unless it is how deep a pose is."""
    band = verdict.criterion.band
    unit = UNITS[band.measure]
    value = f"{rounded(verdict.value, unit):g}{_UNIT_WORDS.get(unit, f' {unit}')}"
    if verdict.criterion.kind is Kind.AIM:
        return value
    # Without this a value just outside its bounds would stand beside "good".
    leeway = f", give or take {band.margin:g}" if 0 < verdict.score < 1 else ""
    return f"{value} ({_bounds_text(band)}{leeway})"


def _bounds_text(band: Band) -> str:
    if math.isinf(band.low):
        return f"at most {band.high:g}"
    if math.isinf(band.high):
        return f"at least {band.low:g}"
    return f"{band.low:g} to {band.high:g}"


def _most_worth_saying(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    """Return the one miss to change, else the deepest stage reached."""
    reached = [v for v in verdicts if v.criterion.kind is Kind.AIM and v.status is Status.MET]
    deepest = max(reached, key=lambda v: v.criterion.stage, default=None)
    return most_relevant(verdicts) or deepest


def _without_cue(checked: Checked) -> str:
    """Return what to say when there is nothing to change and no stage to praise."""
    unseen = [v.reason for v in checked.verdicts if v.reason is not None]
    if TURN_SIDE_ON in unseen:
        return _TURNS.get(checked.view or "", reason_words(TURN_SIDE_ON))
    if len(unseen) < len(checked.verdicts):
        return _ALL_GOOD
    return cue_for(unseen[0]) if unseen else "There is nothing to check in this pose."


def _what_would_help(checked: Checked, library: PoseLibrary) -> str:
    """Return what would help to recognise a pose: another view, the whole body, or its name."""
    if checked.view in _TURNS:
        return _TURNS[checked.view]
    known = [pose for pose in library.poses.values() if told_by_a_still(pose)]
    reasons = checked.readings.unseen if checked.readings else {}
    hidden = [reasons[measure] for pose in known for measure in pose.needs if measure in reasons]
    if hidden:
        return cue_for(hidden[0])
    return _KNOWN.format(", ".join(dict.fromkeys(pose.name for pose in known)))
