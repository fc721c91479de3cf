"""The picture of a pose: large while one gets ready, then small, then away, and back to help."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from tests.render.builders import kneeling, snapshot
from vision.render.layout import Box
from vision.render.overlay.demonstration import (
    LARGE_S,
    Demonstration,
    Facing,
    demonstration,
    draw_demonstration,
    place_of,
)
from vision.render.pictures.film import Film, film
from vision.session.snapshot import Correction, Phase, Way

if TYPE_CHECKING:
    from vision.landmarks.types import Landmarks
    from vision.session.snapshot import Snapshot

_HERO = Way("hero")


def _at(phase: Phase, **fields: Any) -> Snapshot:  # noqa: ANN401 - the fields of a Snapshot
    fields = {"doing": _HERO, "correction": None, "waiting": "", "moment": "", **fields}
    return snapshot(phase=phase, **fields)


def _film(name: str) -> Film:
    found = film(name)
    assert found is not None, name
    return found


@pytest.mark.parametrize(
    ("phase", "in_step_s", "large"),
    [
        (Phase.READY, 0.5, True),
        (Phase.READY, LARGE_S + 20, True),
        (Phase.ENTER, LARGE_S - 1, True),
        (Phase.ENTER, LARGE_S + 1, False),
    ],
)
def test_it_is_large_first_and_small_on_the_way_in(
    phase: Phase, in_step_s: float, *, large: bool
) -> None:
    """Its own time begins with the step."""
    shown = demonstration(_at(phase, in_step_s=in_step_s))
    assert shown == Demonstration(_film("hero"), in_step_s, large)


def test_what_is_waited_for_has_the_room() -> None:
    """Once it is said why the pose is waited for, the body is to be seen."""
    shown = demonstration(_at(Phase.ENTER, in_step_s=3.0, waiting="Sit back."))
    assert shown is not None
    assert not shown.large


@pytest.mark.parametrize(
    "phase",
    [Phase.HOLD, Phase.DONE, Phase.PAUSED, Phase.LOST, Phase.FRAMING, Phase.FINISHED, Phase.NOTICE],
)
def test_it_is_away_when_there_is_nothing_to_learn(phase: Phase) -> None:
    """In the hold most of all."""
    assert demonstration(_at(phase)) is None


def test_what_stays_missed_is_shown_put_right() -> None:
    """In the hold, that very criterion, small beside the person."""
    missed = Correction("back_straight", "Let your back grow long.")
    shown = demonstration(_at(Phase.HOLD, correction=missed, t_s=12.0))
    assert shown == Demonstration(_film("hero.back_straight"), 12.0, large=False)


def test_a_movement_has_no_picture_of_its_own() -> None:
    """What is called of how one moves is over by the time a picture could show it."""
    hurried = Correction("lower_slowly", "Slowly.")
    assert demonstration(_at(Phase.HOLD, correction=hurried, doing=Way("reclining_hero"))) is None


def test_the_easier_way_is_shown_when_it_is_offered() -> None:
    """And the leg in front is the step's own."""
    way = Way("head_to_knee", "left")
    offered = dataclasses.replace(way, easier=True)
    shown = demonstration(_at(Phase.ENTER, doing=way, offered=offered, t_s=30.0))
    assert shown == Demonstration(_film("head_to_knee.left.easier"), 30.0, large=False)


def test_between_steps_the_next_one_is_shown() -> None:
    """Once the way out of the one before is done, from its beginning."""
    following = Way("head_to_knee", "right")
    way_out = "Come up slowly."
    leaving = demonstration(_at(Phase.REST, moment=way_out, following=following, in_phase_s=1.0))
    resting = demonstration(_at(Phase.REST, following=following, in_phase_s=0.5))
    hero = _film("hero")
    assert leaving == Demonstration(hero, 1.0 + hero.duration_s / 2, large=False)
    assert resting is not None
    assert resting == Demonstration(_film("head_to_knee.right"), 0.5, large=True)


def test_a_pose_of_ones_own_is_shown_without_a_picture() -> None:
    """Silently, whatever happens in it."""
    own = Way("a_pose_of_mine", None)
    missed = Correction("back_straight", "Let your back grow long.")
    for phase in Phase:
        assert demonstration(_at(phase, doing=own, following=own)) is None
        assert demonstration(_at(phase, doing=own, correction=missed)) is None


def test_it_is_drawn_into_its_box_in_its_own_shape() -> None:
    """At the right of it, and nothing outside is touched."""
    scene = np.zeros((400, 600, 3), np.uint8)
    shown = Demonstration(_film("hero"), 1.0, large=True)
    place = place_of(shown, Box(100, 50, 400, 200))
    draw_demonstration(scene, place, shown)
    assert place == Box(200, 50, 300, 200)
    outside = scene.copy()
    outside[place.y : place.bottom, place.x : place.right] = 0
    assert not outside.any()
    assert scene[150, 350].any()


# --- which way it looks -------------------------------------------------------------------------


def _looking(*, left: bool, t_s: float = 0.0) -> Landmarks:
    """Return a kneeling body, as it is or turned round in the picture."""
    body = kneeling()
    xy_px = body.xy_px * (-1, 1) + (body.size_px[0], 0) if left else body.xy_px
    return dataclasses.replace(body, t_s=t_s, xy_px=xy_px)


def test_who_looks_left_sees_the_other_leg_near() -> None:
    """At once when first seen; turned round, the picture of the other leg is theirs."""
    facing = Facing()
    facing.update(_looking(left=True))
    shown = demonstration(facing.seen_in(_at(Phase.READY, doing=Way("head_to_knee", "right"))))
    assert facing.left
    assert shown is not None
    assert shown.film is _film("head_to_knee.left")
    plain = _at(Phase.READY)
    assert facing.seen_in(plain) == plain


def test_a_moment_the_other_way_turns_nobody_round() -> None:
    """Only who stays so has turned; a body that cannot be told keeps what it was."""
    facing = Facing()
    facing.update(_looking(left=False))
    assert not facing.left
    for t_s in (1.0, 1.5, 2.0):
        facing.update(_looking(left=True, t_s=t_s))
    facing.update(_looking(left=False, t_s=2.2))
    facing.update(_looking(left=True, t_s=2.4))
    facing.update(kneeling(hidden=range(33)))
    assert not facing.left
    facing.update(_looking(left=True, t_s=4.0))
    assert facing.left


def test_a_flipped_picture_is_the_same_turned_round() -> None:
    """To the pixel, and both may be asked for by turns."""
    picture = _film("hero")
    plain = picture.at(2.0, (300, 200))
    np.testing.assert_array_equal(picture.at(2.0, (300, 200), flipped=True), plain[:, ::-1])
    np.testing.assert_array_equal(picture.at(2.0, (300, 200)), plain)
