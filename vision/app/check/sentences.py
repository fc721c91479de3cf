"""What ``unknot check`` says of a photograph: kind, short, and one thing to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vision.app.check.photos import cue_of
from vision.criteria.model import Kind, Status
from vision.criteria.priority import most_relevant
from vision.criteria.still import told_by_a_still
from vision.measure.catalog import UNITS
from vision.render.overlay.title import title_with_side
from vision.render.sheet import Row, Sheet, answer_of
from vision.render.theme import LOOKS
from vision.words import count, mark, say
from vision.words.reasons import TURN_SIDE_ON, cue_for, reason_words
from vision.words.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.app.check.photos import Checked
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Verdict

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
_OFF: Final = {
    "deg": (mark("about {n} degree off"), mark("about {n} degrees off")),
    "trunk": (mark("about {n} cm off"), mark("about {n} cm off")),
}
_OF_A_UNIT: Final = {"deg": ("deg", 1.0), "trunk": ("trunk", 50.0)}
"""How a distance is told: a trunk is some 50 cm long, which is true enough for "about"."""


def sheet_of(checked: Checked, library: PoseLibrary) -> Sheet:
    """Return what to say of a photograph that could be read."""
    if checked.landmarks is None:
        helpful = say("A photograph of one person, whole and well lit, helps me most.")
        return Sheet(say("Nobody found"), "", (), helpful)
    view = say(_VIEWS[checked.view]) if checked.view else ""
    if checked.pose is None:
        helpful = _what_would_help(checked, library)
        return Sheet(say("I don't recognise this pose"), view, (), helpful)
    title = _title(checked)
    first = _most_worth_saying(checked.verdicts)
    if first is None:
        asks_to_turn = any(v.reason == TURN_SIDE_ON for v in checked.verdicts)
        asked = reason_words(TURN_SIDE_ON) if asks_to_turn else ""
        return Sheet(title, view, _rows(checked.verdicts, asked), _without_cue(checked))
    look, called = LOOKS[first.status], first.criterion.name
    return Sheet(title, view, _rows(checked.verdicts), cue_of(first), look, called)


def _title(checked: Checked) -> str:
    """Return the pose, and what else it may be where that cannot be told from there."""
    poses = (checked.pose, *checked.could_be)
    title, *others = [title_with_side(pose.title, pose.side) for pose in poses if pose]
    for other in others:
        title = say("{pose}, or {other}", pose=title, other=other)
    return say("{poses} (they look alike from here)", poses=title) if others else title


def _rows(verdicts: Sequence[Verdict], asked: str = "") -> tuple[Row, ...]:
    """Return a row for each verdict; what would help is said once, and never what is ``asked``."""
    rows: list[Row] = []
    for verdict in verdicts:
        detail = reason_words(verdict.reason) or _distance(verdict)
        if verdict.reason and detail in (asked, *(row.detail for row in rows)):
            detail = ""
        rows.append(Row(words_of(verdict.criterion.name), answer_of(verdict), detail))
    return tuple(rows)


def _distance(verdict: Verdict) -> str:
    """Return how far a form is from what it should be, in words; "" where it is good.

    Of how deep a pose is nobody is told what is missing.
    """
    if verdict.criterion.kind is Kind.AIM or verdict.score == 1.0:
        return ""
    band = verdict.criterion.band
    unit, per_unit = _OF_A_UNIT.get(UNITS[band.measure], ("", 0.0))
    n = round(max(band.low - verdict.value, verdict.value - band.high) * per_unit)
    if verdict.status is Status.MET or unit not in _OFF or n < 1:
        return say("nearly there")
    return count(n, *_OFF[unit])


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
