"""Thresholds files: single values of poses changed, where each comes from, and mistakes in them."""

from __future__ import annotations

import pytest

from tests.criteria.poses import POSE, SIDED, TOLD, UNITS, Text, load, only
from vision.criteria.library import CHANGEABLE, load_poses
from vision.errors import ConfigError

# --- what is changed ---------------------------------------------------------------------------


def test_later_changes_win_and_their_files_are_remembered() -> None:
    """For every single number one can see where it comes from."""
    library = load(
        POSE,
        "[sit.form.back_straight]\nhigh = 0.1\nmargin = 0.05\n",
        "[sit.form.back_straight]\nhigh = 0.2\n",
    )
    band = only(library, "back_straight").band
    assert (band.high, band.margin) == (0.2, 0.05)
    assert library.changed == {
        ("sit", "form", "back_straight", "high"): "mine2.toml",
        ("sit", "form", "back_straight", "margin"): "mine1.toml",
    }
    assert only(library, "upright") == only(load(), "upright")


def test_a_change_may_set_everything_that_is_changeable() -> None:
    """And no more: what is measured stays as it is."""
    library = load(
        POSE,
        '[sit.form.back_straight]\nlow = 0\nhigh = 1\nmargin = 0.5\nwhy = "w"\ncue = "C."\n'
        "priority = 1\ncall_after_s = 2\nclear_after_s = 3\nenabled = true\n",
    )
    found = only(library, "back_straight")
    assert (found.band.low, found.band.high, found.band.margin) == (0.0, 1.0, 0.5)
    assert (found.why, found.cue, found.priority) == ("w", "C.", 1)
    assert (found.call_after_s, found.clear_after_s) == (2.0, 3.0)
    assert {key for *_, key in library.changed} == CHANGEABLE
    with pytest.raises(ConfigError, match=r"mine1\.toml: sit\.form\.back_straight\.measure"):
        load(POSE, '[sit.form.back_straight]\nmeasure = "tilt"\n')


def test_what_tells_a_pose_may_be_changed_and_left_out() -> None:
    """As any other criterion."""
    library = load(TOLD, "[sit.tell.alone]\nhigh = 0.3\nmargin = 0.05\n")
    assert (only(library, "alone").band.high, only(library, "alone").band.margin) == (0.3, 0.05)
    assert library.changed[("sit", "tell", "alone", "high")] == "mine1.toml"
    off = load(TOLD, "[sit.tell.alone]\nenabled = false\n")
    assert [c.name for c in off.poses["sit", None].criteria] == ["upright", "back_straight"]
    with pytest.raises(ConfigError, match=r"mine1\.toml: sit\.tell\.alnoe.*'alone'"):
        load(TOLD, "[sit.tell.alnoe]\nhigh = 0.3\n")


def test_a_change_of_a_sided_pose_is_for_both_legs() -> None:
    """There is one file and one number."""
    files = [Text("fold.toml", SIDED)]
    change = Text("mine.toml", '[fold.form.knee_straight]\nlow = 150\ncue = "Your {front} knee."\n')
    library = load_poses(files, [change], UNITS)
    found = [pose.criteria[0] for pose in library.variants("fold")]
    assert [c.band.low for c in found] == [150.0, 150.0]
    assert [c.cue for c in found] == ["Your right knee.", "Your left knee."]


def test_a_disabled_criterion_is_left_out_and_can_be_enabled_again() -> None:
    """The last file decides."""
    off, on = (f"[sit.form.back_straight]\nenabled = {value}\n" for value in ("false", "true"))
    names = [c.name for c in load(POSE, off).poses["sit", None].criteria]
    assert names == ["upright"]
    assert only(load(POSE, off, on), "back_straight") == only(load(), "back_straight")
    assert load(POSE, off).changed[("sit", "form", "back_straight", "enabled")] == "mine1.toml"


# --- where it comes from -----------------------------------------------------------------------


def test_what_a_change_replaced_is_remembered() -> None:
    """What the pose says, however many files change it; a default where it says nothing."""
    library = load(
        POSE,
        "[sit.form.back_straight]\nhigh = 0.1\nlow = 0\ncall_after_s = 2\nenabled = true\n",
        '[sit.form.back_straight]\nhigh = 0.2\nwhy = "w"\n[sit.recognise.upright]\nmargin = 5\n',
    )
    found = {(criterion, key): was for (_, _, criterion, key), was in library.replaced.items()}
    assert found == {
        ("back_straight", "high"): 0.07,
        ("back_straight", "low"): None,
        ("back_straight", "call_after_s"): 1.5,
        ("back_straight", "enabled"): True,
        ("back_straight", "why"): "Straight backs read less.",
        ("upright", "margin"): 0.0,
    }
    assert library.replaced.keys() == library.changed.keys()
    assert load().replaced == {}


def test_own_poses_are_told_from_shipped_ones() -> None:
    """They join the shipped ones or replace one, as a whole; what changes them is no origin."""
    own = [Text("sit.toml", POSE.replace('"Sit"', '"My sit"')), Text("rise.toml", POSE)]
    change = Text("mine.toml", "[rest.form.back_straight]\nhigh = 0.1\n")
    library = load_poses([Text("sit.toml", POSE), Text("rest.toml", POSE)], [change], UNITS, own)
    assert library.names() == ("sit", "rest", "rise")
    assert library.poses["sit", None].title == "My sit"
    assert library.own == {"sit": "sit.toml", "rise": "rise.toml"}
    assert load().own == {}


# --- what a mistake is told ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("[sitt.form.back_straight]\nhigh = 1", ["sitt", "'sit'"]),
        ("[sit.from.back_straight]\nhigh = 1", ["sit.from", "'form'"]),
        ("[sit.form.back_strait]\nhigh = 1", ["sit.form.back_strait", "'back_straight'"]),
        ("[sit.form.back_straight]\nhihg = 1", ["sit.form.back_straight.hihg", "'high'"]),
        ("[sit.form.back_straight]\nhigh = true", ["back_straight.high", "number", "True"]),
        ("[sit.form.back_straight]\nhigh = nan", ["back_straight.high", "finite", "nan"]),
        ("[sit.form.back_straight]\nmargin = -1", ["back_straight.margin", "at least 0"]),
        ("[sit.form.back_straight]\ncall_after_s = -1", ["call_after_s", "at least 0"]),
        ("[sit.form.back_straight]\ncue = 1", ["back_straight.cue", "text", "1"]),
        ("[sit.form.back_straight]\nenabled = 1", ["enabled", "true or false", "1"]),
        ("[sit.form]\nback_straight = 1", ["sit.form.back_straight", "table", "1"]),
        ("sit = 1", ["sit", "table", "1"]),
        ("[sit.aim.deep]\nhigh = 1", ["sit.aim.deep", "not known"]),
        ("[sit.recognise.upright]\nlow = 100", ["upright", "100", "at most", "25"]),
    ],
)
def test_a_mistake_in_a_change_names_the_file_it_is_in(change: str, told: list[str]) -> None:
    """It is the user's own file, and not the shipped one, that has to be mended."""
    with pytest.raises(ConfigError) as caught:
        load(POSE, change)
    message = str(caught.value)
    assert "mine1.toml: " in message
    assert "\n" not in message
    for part in told:
        assert part in message
