"""Poses from TOML: what is read, and what every mistake is told."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import Capitals
from tests.criteria.poses import POSE, SIDED, TOLD, UNITS, Text, load
from vision import words
from vision.criteria.library import load_poses
from vision.criteria.model import Kind, View
from vision.criteria.toml import read_table
from vision.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


# --- what is read ------------------------------------------------------------------------------


def test_a_pose_is_read_with_all_it_says() -> None:
    """And with defaults for all it does not say."""
    library = load()
    pose = library.poses["sit", None]
    assert (pose.name, pose.title, pose.say, pose.needs) == ("sit", "Sit", "Sit down.", ("tilt",))
    assert (pose.caution, pose.note, pose.side) == ("", "", None)
    upright, straight = pose.criteria
    assert (upright.name, upright.kind, upright.cue) == ("upright", Kind.RECOGNISE, "")
    assert (upright.band.low, upright.band.high, upright.band.margin) == (-25.0, 25.0, 0.0)
    assert (straight.kind, straight.priority, straight.view) == (Kind.FORM, 10, View.SIDE)
    assert straight.band.low == -math.inf
    assert (straight.before, straight.when, straight.stage, straight.optional) == (
        None,
        None,
        0,
        False,
    )


def test_a_sided_pose_is_read_once_for_each_leg_in_front() -> None:
    """Every place for a leg is filled, in texts, measures and the bands beside them."""
    library = load(SIDED, name="fold")
    assert library.poses.keys() == {("fold", "right"), ("fold", "left")}
    assert [pose.side for pose in library.variants("fold")] == ["right", "left"]
    right = library.poses["fold", "right"]
    (knee,) = right.criteria
    assert right.say == "Fold over your right leg, the left one folded."
    assert right.caution == "Mind your right knee."
    assert right.needs == (knee.band.measure,) == ("knee_right_deg",)
    assert knee.cue == "Let your right knee grow long."
    assert knee.when is not None
    assert knee.when.measure == "knee_left_deg"
    left = library.poses["fold", "left"].criteria[0]
    assert left.band.measure == "knee_left_deg"
    assert (left.band.low, left.band.high) == (knee.band.low, knee.band.high)


@pytest.mark.parametrize(
    "line", ['view = "any"', "call_after_s = 1", 'when = { measure = "tilt", low = 1 }']
)
def test_what_an_order_does_not_look_at_is_refused(line: str) -> None:
    """A key that would be ignored is a promise that would be broken."""
    change = 'before = { measure = "tilt", low = 10 }\n' + line
    broken = POSE.replace("high = 0.07", f"high = 0.07\n{change}")
    with pytest.raises(ConfigError, match="means nothing beside before"):
        load(broken)


def test_an_aim_of_the_breath_needs_no_stage() -> None:
    """It has no place in the order of depth."""
    aim = POSE.replace("[form.back_straight]", "[aim.breath_even]")
    aim = aim.replace('measure = "bow"', 'measure = "breath_in_share"')
    pose = load(aim).poses["sit", None]
    (even,) = pose.of(Kind.AIM)
    assert (even.name, even.stage, even.of_breath) == ("breath_even", 0, True)
    assert pose.stages == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('measure = "bow"', 'measure = "breath_in_share"'),
        ("high = 0.07", 'high = 0.07\nwhen = { measure = "breath_in_share", low = 0.4 }'),
        ("high = 0.07", 'high = 0.07\nbefore = { measure = "breath_in_share", low = 0.4 }'),
        ('measure = "tilt"', 'measure = "breath_in_share"'),
    ],
)
def test_nothing_but_an_aim_goes_by_the_breath(before: str, after: str) -> None:
    """It would stop a hold, or correct a breath, which neither may."""
    broken = POSE.replace(before, after, 1)
    assert broken != POSE
    with pytest.raises(ConfigError, match="it stops no hold"):
        load(broken)


@pytest.mark.parametrize("cue", ["Mind your {fornt} knee.", "Mind your {front} knee."])
def test_a_place_for_a_leg_that_cannot_be_filled_is_refused(cue: str) -> None:
    """It would be spoken as it is written."""
    broken = POSE.replace("Let your back grow long.", cue)
    with pytest.raises(ConfigError, match=r"\{front\} and \{back\}"):
        load(broken)


def test_what_tells_a_pose_from_others_needs_neither_cue_nor_margin() -> None:
    """Nobody is asked to change it; the order of the kinds is kept."""
    (pose,) = load(TOLD).poses.values()
    assert [c.kind for c in pose.criteria] == [Kind.RECOGNISE, Kind.TELL, Kind.FORM]
    (alone,) = pose.of(Kind.TELL)
    assert (alone.name, alone.cue, alone.stage, alone.optional) == ("alone", "", 0, False)
    assert (alone.band.measure, alone.band.high, alone.band.margin) == ("depth", 0.2, 0.0)


def test_what_tells_a_pose_may_be_seen_from_its_own_side() -> None:
    """It has no say in the view that a session asks for."""
    anyhow = POSE.replace("margin = 0.03", 'margin = 0.03\nview = "any"').replace(
        "high = 25", 'high = 25\nview = "any"'
    )
    (pose,) = load(anyhow + TOLD.removeprefix(POSE)).poses.values()
    assert pose.of(Kind.TELL)[0].view is View.SIDE
    assert pose.view is View.ANY


def test_a_later_pose_file_replaces_an_earlier_one() -> None:
    """A user's own pose stands in for the shipped one of the same name, as a whole."""
    own = POSE.replace('"Sit"', '"My sit"').replace("high = 0.07", "high = 0.2")
    files = [Text("sit.toml", POSE), Text("rest.toml", POSE), Text("sit.toml", own)]
    library = load_poses(files, [], UNITS)
    assert library.names() == ("sit", "rest")
    assert library.poses["sit", None].title == "My sit"
    assert library.poses["rest", None].title == "Sit"
    assert library.changed == {}


def test_a_pose_file_may_itself_disable_a_criterion() -> None:
    """Written down for later, or for somebody else."""
    text = POSE.replace("margin = 0.03", "margin = 0.03\nenabled = false")
    assert [c.name for c in load(text).poses["sit", None].criteria] == ["upright"]


# --- what a mistake is told -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('measure = "bow"', 'measure = "bew"', ["form.back_straight.measure", "'bew'", "'bow'"]),
        ('measure = "bow"', "", ["form.back_straight.measure", "is missing"]),
        ('measure = "bow"', "measure = 3", ["form.back_straight.measure", "text", "3"]),
        ('needs = ["tilt"]', 'needs = ["tlit"]', ["needs", "'tlit'", "'tilt'"]),
        ('needs = ["tilt"]', 'needs = "tilt"', ["needs", "list of texts", "'tilt'"]),
        ('needs = ["tilt"]', "needs = [1]", ["needs", "list of texts", "[1]"]),
        ("margin = 0.03", "margni = 0.03", ["form.back_straight.margni", "'margin'"]),
        ("margin = 0.03", "margin = -1", ["form.back_straight.margin", "at least 0", "-1"]),
        ("margin = 0.03", 'view = "sdie"', ["form.back_straight.view", "'sdie'", "'side'"]),
        ("margin = 0.03", "optional = 1", ["form.back_straight.optional", "true or false", "1"]),
        ("margin = 0.03", "call_after_s = -2", ["form.back_straight.call_after_s", "at least 0"]),
        ("margin = 0.03", "before = 3", ["form.back_straight.before", "table", "3"]),
        (
            "margin = 0.03",
            'before = { measure = "tlit", low = 1 }',
            ["form.back_straight.before.measure", "'tlit'", "'tilt'"],
        ),
        (
            "margin = 0.03",
            'when = { measure = "tilt" }',
            ["form.back_straight.when.low", "at least one"],
        ),
        (
            "margin = 0.03",
            'when = { measure = "tilt", low = 1, cue = "x" }',
            ["form.back_straight.when.cue", "not known"],
        ),
        ("high = 0.07", "high = true", ["form.back_straight.high", "number", "True"]),
        ("high = 0.07", 'high = "0.07"', ["form.back_straight.high", "number", "'0.07'"]),
        ("high = 0.07", "high = nan", ["form.back_straight.high", "finite", "nan"]),
        ("high = 0.07", "high = inf", ["form.back_straight.high", "finite", "inf"]),
        ("high = 0.07", "", ["form.back_straight.low", "high", "at least one"]),
        ("low = -25", "low = 30", ["recognise.upright.low", "30", "at most", "25"]),
        ('why = "Upright."', "", ["recognise.upright.why", "is missing"]),
        ('cue = "Let your back grow long."', "", ["form.back_straight.cue", "is missing"]),
        ('title = "Sit"', "", ["title", "is missing"]),
        ('title = "Sit"', 'titel = "Sit"', ["titel", "'title'"]),
        ('title = "Sit"', 'title = "Sit"\nsided = "yes"', ["sided", "true or false", "'yes'"]),
        ("[form.back_straight]", "[from.back_straight]", ["from", "'form'"]),
        ("[form.back_straight]", "[form]", ["form.measure", "table"]),
        ("[form.back_straight]", "[aim.back_straight]", ["aim.back_straight.stage", "is missing"]),
        ('measure = "tilt"', 'measure = "knee_{front}_deg"', ["knee_{front}_deg", "not a measure"]),
    ],
)
def test_a_mistake_in_a_pose_names_file_key_and_what_was_expected(
    old: str, new: str, told: list[str]
) -> None:
    """And the near name, where there is one: on one line."""
    assert POSE.count(old) == 1
    with pytest.raises(ConfigError) as caught:
        load(POSE.replace(old, new))
    message = str(caught.value)
    assert message.startswith("sit.toml: ")
    assert "\n" not in message
    for part in told:
        assert part in message


def test_broken_toml_names_the_file_and_the_place() -> None:
    """The line and the column, on one line."""
    with pytest.raises(ConfigError, match=r"^sit\.toml is not valid TOML: .*line 2.*$"):
        load('title = "Sit"\nsay = = 3\n')


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """With what the system says of it."""
    missing = tmp_path / "nowhere.toml"
    with pytest.raises(ConfigError, match=r"cannot read .*nowhere\.toml: No such file"):
        load_poses([], [missing], UNITS)
    with pytest.raises(ConfigError, match="cannot read"):
        read_table(tmp_path)


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A spreadsheet saved under the wrong name, say."""
    file = tmp_path / "mine.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"mine\.toml should be a text file in UTF-8"):
        read_table(file)


@settings(max_examples=40)
@given(st.text(alphabet="[]{}=\".,#\n'\\ ab019-:_é\r\t\x00", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text ends in a traceback."""
    try:
        told = str(read_table(Text("mine.toml", text)).file)
    except ConfigError as error:
        told = str(error)
    assert "mine.toml" in told


@settings(max_examples=40)
@given(
    key=st.sampled_from(
        [
            "measure",
            "low",
            "high",
            "margin",
            "why",
            "cue",
            "priority",
            "view",
            "before",
            "when",
            "call_after_s",
            "stage",
            "optional",
            "enabled",
        ]
    ),
    value=st.one_of(
        st.booleans(),
        st.integers(-(10**400), 10**400),
        st.floats(),
        st.just([]),
        st.just({}),
        st.lists(st.integers(), max_size=2),
        st.sampled_from(["bow", "side", "x"]),
    ),
)
def test_any_value_of_any_key_is_read_or_refused(key: str, value: object) -> None:
    """Whatever its type and size."""
    written = str(value).lower() if isinstance(value, (bool, float)) else repr(value)
    lines = [line for line in POSE.splitlines() if not line.startswith(f"{key} = ")]
    text = "\n".join([*lines, f"{key} = {written}"])
    try:
        told = f"sit.toml: {load(text).names()}"
    except ConfigError as error:
        told = str(error)
    assert told.startswith("sit.toml: ")


def test_what_a_person_reads_and_hears_is_translated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole sentences, with the leg filled in, and reasons; names stay as they are."""
    monkeypatch.setattr(words, "catalogue", Capitals)
    pose = load(SIDED, name="fold").poses["fold", "left"]
    assert (pose.title, pose.say) == (pose.title.upper(), pose.say.upper())
    assert any("LEFT" in c.cue for c in pose.criteria)
    assert all(c.cue == c.cue.upper() for c in pose.criteria)
    assert all(c.name == c.name.lower() and c.why == c.why.upper() for c in pose.criteria)
    assert (load().poses["sit", None].caution, pose.note) == ("", "")


def test_the_words_can_be_had_as_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether they are kind and safe is asked of English ones."""
    english = load()
    monkeypatch.setattr(words, "catalogue", Capitals)
    assert load_poses([Text("sit.toml", POSE)], [], UNITS, as_written=True) == english
