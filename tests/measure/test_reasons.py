"""For everything that cannot be measured there is a reason the person can act on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import nobody, stick
from vision.landmarks import skeleton as sk
from vision.measure.body import Body, body_from_landmarks
from vision.measure.catalog import UNITS
from vision.measure.meter import Meter
from vision.measure.parts import PARTS, sights, why_unseen
from vision.words.reasons import Code, Reason, reason_words

FEET = [*sk.ANKLES, *sk.HEELS, *sk.FOOT_INDICES]


def reasons(body: Body) -> dict[str, str]:
    """Return what a fresh meter says of everything it cannot tell."""
    return {name: reason_words(reason) for name, reason in Meter().read(body).unseen.items()}


def why(body: Body, *needs: str) -> str:
    """Say which part hides a measure that needs these."""
    return reason_words(why_unseen(int(sights(body)), needs))


@given(hidden=st.sets(st.integers(0, 32)), facing=st.sampled_from([1, -1]))
def test_every_measure_that_is_unseen_has_a_reason_and_no_other(
    hidden: set[int], facing: int
) -> None:
    """Whatever is hidden: NaN if and only if there is a sentence."""
    found = Meter().read(body_from_landmarks(stick(hidden=hidden, facing=facing)))
    assert found.values.keys() == UNITS.keys()
    assert found.unseen.keys() == {n for n, v in found.values.items() if np.isnan(v)}
    assert all(
        reason_words(reason).startswith(
            ("I can't see your ", "I can't tell", "I need", "I don't know your back")
        )
        for reason in found.unseen.values()
    )


@pytest.mark.parametrize(
    ("hidden", "measure", "reason"),
    [
        (FEET, "seat_over_heels", "I can't see your feet"),
        (FEET, "toes_behind_heels", "I can't see your feet"),
        (sk.KNEES, "knee_near_deg", "I can't see your leg"),
        ((), "knee_far_deg", "I can't see your other leg"),
        ((), "knee_left_deg", "I can't see your left leg"),
        (sk.SHOULDERS, "trunk_tilt_deg", "I can't see your shoulders"),
        (sk.HIPS, "trunk_tilt_deg", "I can't see your hips"),
        ([*sk.EARS, 0], "neck_flexion_deg", "I can't see your head"),
        (sk.HIPS, "back_bow", "I can't see your back"),
        (sk.ELBOWS, "elbow_over_floor", "I can't see your elbow"),
    ],
)
def test_the_reason_names_the_part_that_is_hidden(
    hidden: list[int], measure: str, reason: str
) -> None:
    """In the person's words."""
    assert reasons(body_from_landmarks(stick(hidden=hidden)))[measure] == reason


def test_a_back_without_a_silhouette_cannot_be_told() -> None:
    """All landmarks are seen, so no part is to blame."""
    assert reasons(body_from_landmarks(stick()))["back_bow"] == "I can't tell from here"


def test_a_motion_needs_a_moment() -> None:
    """At first, and whenever what it follows has not been seen."""
    assert (
        reasons(body_from_landmarks(stick()))["trunk_speed_deg_s"]
        == "I need to watch a moment longer"
    )
    meter = Meter()
    for t in np.arange(0.0, 1.0, 0.1):
        late = meter.read(body_from_landmarks(stick(t_s=t)))
    assert "trunk_speed_deg_s" not in late.unseen
    assert late.values["trunk_speed_deg_s"] == pytest.approx(0.0, abs=1e-9)


def test_of_nobody_everything_is_unseen() -> None:
    """Every measure has its reason then."""
    assert reasons(nobody()).keys() == UNITS.keys()


@pytest.mark.parametrize("part", sorted(PARTS))
def test_a_part_is_unseen_when_its_landmarks_are(part: str) -> None:
    """And seen when they are, on the side it is about."""
    called, joints, _ = PARTS[part]
    hidden = reason_words(Reason(Code.HIDDEN, called))
    whole = body_from_landmarks(stick(hide_far=False))
    assert why(whole, part) == ""
    for joint in joints:
        gone = body_from_landmarks(stick(hide_far=False, hidden=joint))
        assert why(gone, part) == hidden


@pytest.mark.parametrize("part", ["head", "shoulders", "hips", "knees", "feet"])
def test_one_side_is_enough_where_any_side_will_do(part: str) -> None:
    """From the side a camera sees one knee and one foot."""
    left = [pair[0] for pair in (*PARTS[part][1],)]
    assert why(body_from_landmarks(stick(hide_far=False, hidden=left)), part) == ""


def test_the_first_part_that_is_unseen_is_the_one_to_say() -> None:
    """One thing at a time."""
    body = body_from_landmarks(stick(hidden=[*sk.SHOULDERS, *FEET]))
    assert why(body, "near_foot", "shoulders") == "I can't see your feet"
    assert why(body, "shoulders", "near_foot") == "I can't see your shoulders"
    assert why(body, "hips") == ""


@pytest.mark.parametrize(
    ("joints", "part", "reason"),
    [
        (sk.ANKLES, "near_foot", "Your feet are outside the picture"),
        (sk.EARS, "head", "Your head is outside the picture"),
        (sk.SHOULDERS, "shoulders", "Your shoulders are outside the picture"),
    ],
)
def test_what_is_outside_the_picture_is_told_apart_from_what_is_hidden(
    joints: tuple[int, int], part: str, reason: str
) -> None:
    """The landmarker is sure of it, and yet it has no place: the camera has to move."""
    seen = stick(hide_far=False)
    seen.xy_px[list(joints)] = np.nan
    assert why(body_from_landmarks(seen), part) == reason
