"""Why something cannot be judged: codes to compare by, and the words and cues a person gets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from vision.words import mark, say


class Code(Enum):
    """What keeps something from being judged."""

    STILL_LOOKING = auto()
    STILL_WATCHING = auto()  # a movement has not been followed for long enough
    STILL_ENTERING = auto()  # a form is not kept, but cannot be expected to be either
    CANNOT_TELL = auto()  # all that is needed is seen, but does not add up
    BREATH_UNSEEN = auto()  # the body moves, or its breath is too small to be seen from here
    ONE_PICTURE = auto()  # where a live camera would go on looking
    TURN_SIDE_ON = auto()
    NOBODY = auto()
    HIDDEN = auto()  # a part of the body that something is in front of
    OUTSIDE = auto()  # a part of the body beyond the picture's edge
    COVERED = auto()  # the picture shows nothing
    FROZEN = auto()  # it is always the same one
    DARK = auto()
    BACKLIT = auto()
    NEAR = auto()
    FAR = auto()
    HEIGHT = auto()  # of the camera
    ROOM = auto()  # for lying down
    SIT_TALL = auto()  # so that this person's own back is learnt


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something cannot be judged.

    Attributes
    ----------
    code
        What to compare by.
    about
        For `Code.HIDDEN` and `Code.OUTSIDE` the part of the body, one of `PARTS`.

    """

    code: Code
    about: str = ""


STILL_LOOKING: Final = Reason(Code.STILL_LOOKING)
STILL_ENTERING: Final = Reason(Code.STILL_ENTERING)
TURN_SIDE_ON: Final = Reason(Code.TURN_SIDE_ON)
NOBODY: Final = Reason(Code.NOBODY)
SIT_TALL: Final = Reason(Code.SIT_TALL)

_WORDS: Final = {
    Code.STILL_LOOKING: mark("I'm still looking"),
    Code.STILL_WATCHING: mark("I need to watch a moment longer"),
    Code.STILL_ENTERING: mark("Still coming into the pose"),
    Code.CANNOT_TELL: mark("I can't tell from here"),
    Code.BREATH_UNSEEN: mark("I can't see your breath while you move, or from so far away"),
    Code.ONE_PICTURE: mark("One picture does not tell"),
    Code.TURN_SIDE_ON: mark("Please turn side-on to the camera"),
    Code.NOBODY: mark("I can't see you yet"),
    Code.COVERED: mark("The picture is black"),
    Code.FROZEN: mark("The picture stands still"),
    Code.DARK: mark("It is rather dark"),
    Code.BACKLIT: mark("The light is behind you"),
    Code.NEAR: mark("You are very near"),
    Code.FAR: mark("You are far away"),
    Code.HEIGHT: mark("The camera is too high or too low"),
    Code.ROOM: mark("There is no room to lie down"),
    Code.SIT_TALL: mark("I don't know your back yet"),
}
PARTS: Final = {
    "back": (mark("I can't see your back"), mark("Your back is outside the picture")),
    "back_leg": (
        mark("I can't see your folded leg"),
        mark("Your folded leg is outside the picture"),
    ),
    "elbow": (mark("I can't see your elbow"), mark("Your elbow is outside the picture")),
    "feet": (mark("I can't see your feet"), mark("Your feet are outside the picture")),
    "front_leg": (
        mark("I can't see your front leg"),
        mark("Your front leg is outside the picture"),
    ),
    "head": (mark("I can't see your head"), mark("Your head is outside the picture")),
    "hips": (mark("I can't see your hips"), mark("Your hips are outside the picture")),
    "hips_and_shoulders": (
        mark("I can't see your hips and shoulders"),
        mark("Your hips and shoulders are outside the picture"),
    ),
    "knee": (mark("I can't see your knee"), mark("Your knee is outside the picture")),
    "knees": (mark("I can't see your knees"), mark("Your knees are outside the picture")),
    "left_leg": (mark("I can't see your left leg"), mark("Your left leg is outside the picture")),
    "leg": (mark("I can't see your leg"), mark("Your leg is outside the picture")),
    "other_knee": (
        mark("I can't see your other knee"),
        mark("Your other knee is outside the picture"),
    ),
    "other_leg": (
        mark("I can't see your other leg"),
        mark("Your other leg is outside the picture"),
    ),
    "right_leg": (
        mark("I can't see your right leg"),
        mark("Your right leg is outside the picture"),
    ),
    "shoulders": (
        mark("I can't see your shoulders"),
        mark("Your shoulders are outside the picture"),
    ),
}
"""The parts of the body that a reason can be about: hidden, and outside the picture."""
_CUES: Final = {
    Code.TURN_SIDE_ON: mark("Please turn so that the camera sees you from the side."),
    Code.NOBODY: mark("Please come into the picture, so that all of you can be seen."),
    Code.STILL_LOOKING: mark("Please stay a moment, I'm still looking."),
    Code.COVERED: mark("The picture is black. Please uncover the lens, or choose another camera."),
    Code.FROZEN: mark("The picture stands still. Please look at the camera and its cable."),
    Code.DARK: mark("It is rather dark. If you can, put a lamp beside the camera."),
    Code.BACKLIT: mark("The light is behind you. Please draw the curtain, or turn the camera."),
    Code.NEAR: mark("You are very near. Please go back two to three metres."),
    Code.FAR: mark("You are far away. Please come closer, or move the camera."),
    Code.HEIGHT: mark("Please put the camera as high as your hips, and level, if you can."),
    Code.ROOM: mark("Please go to the middle, so that I see all of you when you lie down."),
    Code.SIT_TALL: mark("Please sit as tall as you can for three breaths: so I learn your back."),
}
_STEP_BACK: Final = mark(
    "{reason}. Please move back, or tilt the camera, until all of you can be seen."
)
_SHIFT: Final = mark("{reason}. If you can, shift a little, or move the camera.")


def reason_words(reason: Reason | None) -> str:
    """Return a reason as a person reads it, "" for none."""
    if reason is None:
        return ""
    if reason.about:
        hidden, outside = PARTS[reason.about]
        return say(outside if reason.code is Code.OUTSIDE else hidden)
    return say(_WORDS[reason.code])


def cue_for(reason: Reason) -> str:
    """Return what the person can do so that a reason goes away."""
    if reason.code in _CUES:
        return say(_CUES[reason.code])
    cue = _STEP_BACK if reason.code is Code.OUTSIDE else _SHIFT
    return say(cue, reason=reason_words(reason))
