"""A change: what it holds, and how it is written down as TOML and as a command."""

from __future__ import annotations

import math
import shlex
from dataclasses import replace

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.model import Band, Criterion, Kind
from vision.errors import UsageError
from vision.tune.bounds import NUMBERS, Bounds
from vision.tune.saving.change import Change, as_command, as_toml, change_of, plain, written

BACK = Criterion("back_straight", Kind.FORM, Band("back_bow", high=0.06, margin=0.015), "As shown.")
TILT = Criterion("upright", Kind.RECOGNISE, Band("tilt_deg", low=-25, high=25), "Upright.")
WHY = "Agreed with the student's physiotherapist."


def changed(criterion: Criterion, why: str = WHY, **values: float) -> Change:
    """Return the change to other numbers."""
    return change_of("fold", criterion, replace(Bounds.of(criterion), **values), why)


def test_a_change_holds_only_what_changes() -> None:
    """What is as it was is not written down, so that it can still change with the pose."""
    change = changed(BACK, high=0.09, call_after_s=3, margin=0.015)
    assert (change.pose, change.kind, change.criterion) == ("fold", Kind.FORM, "back_straight")
    assert change.values == {"high": 0.09, "call_after_s": 3.0}
    assert change.place == ("fold", "form", "back_straight")
    assert change.why == WHY


def test_a_bound_can_be_added() -> None:
    """A criterion that had but a high one gets a low one."""
    assert changed(BACK, low=-0.02).values == {"low": -0.02}


@pytest.mark.parametrize(
    ("criterion", "values", "told"),
    [
        (TILT, {"low": -math.inf}, r"low bound of upright .* from -25, and not be taken away"),
        (TILT, {"high": math.inf}, r"high bound of upright .* from 25, and not be taken away"),
        (TILT, {"low": 30.0}, "low = 30 should be at most high = 25"),
        (TILT, {"margin": -1.0}, "margin should be at least 0"),
        (TILT, {"high": math.nan}, "high should be a finite number"),
        (TILT, {"low": -25.0}, "judged by these numbers already"),
        (replace(TILT, before=TILT.band), {"clear_after_s": 2.0}, "mean nothing"),
    ],
)
def test_what_a_thresholds_file_cannot_say_is_refused(
    criterion: Criterion, values: dict[str, float], told: str
) -> None:
    """In one line, before anything is written."""
    with pytest.raises(UsageError, match=told) as caught:
        changed(criterion, **values)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("why", ["", "  ", "\n", "two\nlines", "a\x00b", "a\u2028b", "a\ud800b"])
def test_a_reason_has_to_be_one_line(why: str) -> None:
    """A number without a reason is what nobody dares to touch a year later."""
    with pytest.raises(UsageError, match="why") as caught:
        changed(BACK, why, high=0.09)
    assert "\n" not in str(caught.value)
    assert str(caught.value).encode()


def test_a_reason_is_kept_without_the_spaces_around_it() -> None:
    """As they come from a text field."""
    assert changed(BACK, " So.\n", high=0.09).why == "So."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (-25.0, "-25"),
        (-0.0, "0"),
        (0.060000000000000005, "0.06"),
        (0.1 + 0.2, "0.3"),
        (0.0612345678901, "0.0612345678901"),
        (1e-7, "1e-07"),
        (1e22, "1e+22"),
    ],
)
def test_numbers_are_written_short_and_exactly(value: float, text: str) -> None:
    """Without the dust of arithmetic, and as TOML reads them."""
    assert written(value) == text
    assert tomlkit.parse(f"x = {text}").unwrap()["x"] == plain(value) == float(text)


@given(st.decimals(-1000, 1000, places=9))
def test_a_number_that_was_typed_survives(typed: object) -> None:
    """With as many digits as a person types."""
    assert float(written(float(str(typed)))) == float(str(typed))


def test_what_is_judged_is_what_is_written() -> None:
    """The dust is taken off the change itself, not only off its text."""
    assert changed(BACK, high=0.07 - 0.01 + 0.02).values == {"high": 0.08}
    with pytest.raises(UsageError, match="already"):
        changed(BACK, high=0.06 + 1e-17)


@given(
    name=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1),
    why=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1),
    low=st.floats(-1e6, -0.5),
)
def test_the_toml_says_what_the_change_says(name: str, why: str, low: float) -> None:
    """Whatever a pose is called, and whatever is in the reason."""
    change = Change(name, Kind.FORM, "back", {"low": low, "margin": 2.0}, why)
    values = {"low": plain(low), "margin": 2, "why": why}
    assert tomlkit.parse(as_toml(change)).unwrap() == {name: {"form": {"back": values}}}


def test_the_toml_is_a_table_of_a_thresholds_file() -> None:
    """As a person would write it."""
    text = '[fold.form.back_straight]\nhigh = 0.09\nwhy = "Say \\"so\\"."\n'
    assert as_toml(changed(BACK, 'Say "so".', high=0.09)) == text


def test_the_command_makes_the_same_change() -> None:
    """It can be pasted into a shell as it stands."""
    change = changed(TILT, low=-30.0, call_after_s=2.0)
    command = as_command(change, ["reviews/her session", "-x.mp4", "--save"])
    assert shlex.split(command) == [
        *("unknot", "tune", "reviews/her session", "./-x.mp4", "./--save"),
        *("--pose", "fold", "--criterion", "upright", "--low", "-30", "--call-after", "2"),
        *("--why", WHY, "--save"),
    ]


def test_the_command_has_an_option_for_every_number() -> None:
    """By the names they have in a thresholds file, without the unit."""
    change = Change("fold", Kind.FORM, "back", dict.fromkeys(NUMBERS, 1.0), "So.")
    options = [word for word in as_command(change, []).split() if word.startswith("--")]
    numbers = ["--low", "--high", "--margin", "--call-after", "--clear-after"]
    assert options == ["--pose", "--criterion", *numbers, "--why", "--save"]
