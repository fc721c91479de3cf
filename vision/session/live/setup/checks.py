"""What is looked for before the first step, from the camera to the mat, and what would help."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from vision.criteria.judge import OWN_BACK, VIEW_MEASURE
from vision.criteria.model import VIEW_LIMIT_DEG, Kind, Status
from vision.session.live.framing import FRAMED_AFTER_S, framing_problem
from vision.session.snapshot import Check
from vision.words import mark, say
from vision.words.reasons import NOBODY, SIT_TALL, TURN_SIDE_ON, Code, Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Pose
    from vision.session.live.steprun import Observation

SHOWN_S: Final = 2.5
"""How long a list that is ticked off stays, so that one sees that all is well."""
ADVISED_S: Final = 15.0
"""How long one is asked to better what can be done without; then it goes on as it is."""
STILL_S: Final = 2.0
"""A picture that has been the same for so long is told of; cameras repeat one now and then."""
_BLACK: Final = 12.0
_EVEN: Final = 5.0
"""Spread of a picture of nothing: the lens is covered, whatever light comes through."""
_DARK: Final = 45.0
_SHADOW: Final = 60.0
_AGAINST_THE_LIGHT: Final = 2.5
"""How many times brighter than a person in the shadow everything around is."""
_NEAR: Final = 0.42
"""Of a trunk, in heights of the picture: of such a body a third would be outside, standing."""
_FAR: Final = 0.1
_STANDING: Final = 1.3
"""Trunk lengths from ankles to hips of those who stand, of whom alone a camera's height is told."""
_HIP_HEIGHT: Final = (0.33, 0.67)
_WHOLE_BODY: Final = 0.97

_COVERED_REASON: Final = Reason(Code.COVERED)
_FROZEN_REASON: Final = Reason(Code.FROZEN)


class Looked(NamedTuple):
    """What one look found: a status, and the reason where it is not fine."""

    status: Status
    reason: Reason | None = None


_FINE: Final = Looked(Status.MET)
_UNTOLD: Final = Looked(Status.UNSEEN)


def camera_trouble(picture: Mapping[str, float]) -> Reason | None:
    """Return what is amiss with a picture in which nobody could be seen, whoever is there."""
    if picture.get("brightness", math.nan) < _BLACK or picture.get("spread", math.nan) < _EVEN:
        return _COVERED_REASON
    return _FROZEN_REASON if picture.get("still_s", 0.0) > 0 else None


class CameraWatch:
    """Watches for a camera that stops to show anything, in the middle of a practice."""

    def __init__(self) -> None:
        self.trouble: Reason | None = None
        self._since_s = 0.0

    def update(self, seen: Observation) -> bool:
        """Take a moment, and return whether it shows anything new."""
        trouble = camera_trouble(seen.picture)
        if trouble != self.trouble:
            self.trouble, self._since_s = trouble, seen.t_s
        return trouble is None

    def lasts(self, t_s: float) -> bool:
        """Return whether that is so for long enough to be told of it."""
        return self.trouble is not None and t_s - self._since_s >= STILL_S


class Setup:
    """Looks at camera, light and place until the first step can begin.

    Parameters
    ----------
    pose
        The first one.
    thorough
        Whether all is looked at, and what is amiss but can be done without is asked about for a
        while; else only that the pose can be judged.

    """

    def __init__(self, pose: Pose, *, thorough: bool) -> None:
        self.checks: tuple[Check, ...] = ()
        self._pose = pose
        self._thorough = thorough
        self._fit_since_s: float | None = None
        self._t_s = 0.0
        self._advice = False
        self._knows_back = False
        self._asks_tall = any(c.band.measure == OWN_BACK for c in pose.of(Kind.FORM))

    def update(self, seen: Observation) -> Reason | None:
        """Take a moment, and return the first thing that is amiss, if anything."""
        self._t_s = seen.t_s
        problem = framing_problem(self._pose, seen.values, seen.unseen)
        looks = self._looks(seen, problem) if self._thorough else []
        needed = [look for _, look, needs in looks if needs and look.status is not Status.MET]
        if needed or problem is not None:
            self._fit_since_s = None
        elif self._fit_since_s is None:
            self._fit_since_s = seen.t_s
        amiss = [look.reason for _, look, _ in looks if look.reason is not None]
        if looks and self._asks_tall:
            looks.append(self._tall(seen, last=not amiss and problem is None))
            amiss += [look.reason for _, look, _ in looks[-1:] if look.reason is not None]
        self._advice = bool(amiss)
        self.checks = tuple(Check(say(text), look.status) for text, look, _ in looks)
        return amiss[0] if amiss else problem

    @property
    def fit_s(self) -> float:
        """Seconds for which nothing has been amiss that cannot be done without."""
        return 0.0 if self._fit_since_s is None else self._t_s - self._fit_since_s

    @property
    def accepts(self) -> bool:
        """Whether the person may go on as it is, though something could be better."""
        return self._thorough and self._advice and self._fit_since_s is not None

    @property
    def over(self) -> bool:
        """Whether the first step can begin."""
        if not self._thorough:
            return self.fit_s >= FRAMED_AFTER_S
        return self.fit_s >= (ADVISED_S if self._advice else SHOWN_S)

    def _looks(self, seen: Observation, problem: Reason | None) -> list[tuple[str, Looked, bool]]:
        """Return each look with its words and whether there is no doing without."""
        picture, somebody = seen.picture, bool(seen.values)
        return [
            (mark("The camera gives a picture"), _camera(picture), True),
            (mark("Light enough, and not behind you"), _light(picture), False),
            (mark("I see you"), _FINE if somebody else Looked(Status.MISSED, NOBODY), True),
            (mark("Two to three metres away"), _distance(picture), False),
            (mark("From the side"), self._side(seen), True),
            (mark("All of you in the picture"), self._whole(problem, somebody=somebody), True),
            (mark("The camera as high as your hips"), _height(picture), False),
            (mark("Room for you to lie down"), _room(picture), False),
        ]

    def _tall(self, seen: Observation, *, last: bool) -> tuple[str, Looked, bool]:
        """Return whether this person's own back is known; asked for last, and no condition."""
        self._knows_back |= not math.isnan(seen.values.get(OWN_BACK, math.nan))
        asked = Looked(Status.MISSED, SIT_TALL) if last else _UNTOLD
        return mark("Your back, sitting tall"), _FINE if self._knows_back else asked, False

    def _side(self, seen: Observation) -> Looked:
        view_deg = seen.values.get(VIEW_MEASURE, math.nan)
        if math.isnan(view_deg):
            return _UNTOLD if not seen.values else _FINE
        turned = view_deg > VIEW_LIMIT_DEG[self._pose.view]
        return Looked(Status.MISSED, TURN_SIDE_ON) if turned else _FINE

    def _whole(self, problem: Reason | None, *, somebody: bool) -> Looked:
        if not somebody:
            return _UNTOLD
        if problem in (None, TURN_SIDE_ON):
            return _FINE
        return Looked(Status.MISSED, problem)


def _camera(picture: Mapping[str, float]) -> Looked:
    trouble = camera_trouble(picture)
    if trouble is _FROZEN_REASON and picture["still_s"] < STILL_S:
        trouble = None
    return Looked(Status.MISSED, trouble) if trouble else _FINE


def _light(picture: Mapping[str, float]) -> Looked:
    if picture.get("brightness", math.nan) < _DARK:
        return Looked(Status.MISSED, Reason(Code.DARK))
    person, around = (picture.get(f"{name}_brightness", math.nan) for name in ("person", "around"))
    if person < _SHADOW and around > _AGAINST_THE_LIGHT * person:
        return Looked(Status.MISSED, Reason(Code.BACKLIT))
    return _FINE


def _distance(picture: Mapping[str, float]) -> Looked:
    share = picture.get("trunk_share", math.nan)
    if math.isnan(share):
        return _UNTOLD
    if share > _NEAR:
        return Looked(Status.MISSED, Reason(Code.NEAR))
    return Looked(Status.MISSED, Reason(Code.FAR)) if share < _FAR else _FINE


def _height(picture: Mapping[str, float]) -> Looked:
    hips, legs = picture.get("hips_down", math.nan), picture.get("legs_down", math.nan)
    if math.isnan(hips) or not legs > _STANDING:
        return _UNTOLD
    low, high = _HIP_HEIGHT
    return _FINE if low <= hips <= high else Looked(Status.MISSED, Reason(Code.HEIGHT))


def _room(picture: Mapping[str, float]) -> Looked:
    room = picture.get("room", math.nan)
    if math.isnan(room):
        return _UNTOLD
    return _FINE if room >= _WHOLE_BODY else Looked(Status.MISSED, Reason(Code.ROOM))
