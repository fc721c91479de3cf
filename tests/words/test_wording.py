"""Numbers and names in words."""

from __future__ import annotations

import math

import pytest

from vision.words.wording import (
    band_words,
    clock,
    heading,
    lasting,
    listed,
    measure_title,
    printable,
    unit_words,
)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0.0, "0 seconds"),
        (0.96, "1 second"),
        (4.5, "4.5 seconds"),
        (59.6, "1 minute"),
        (61.0, "1 minute 1 second"),
        (3599.0, "59 minutes 59 seconds"),
        (3600.0, "1 hour"),
        (7265.0, "2 hours 1 minute"),
    ],
)
def test_a_length_of_time_in_words(seconds: float, told: str) -> None:
    """As exact as one would say it."""
    assert lasting(seconds) == told


@pytest.mark.parametrize(("t_s", "told"), [(-1, "0:00"), (59.9, "0:59"), (3661.0, "1:01:01")])
def test_a_time_as_a_player_shows_it(t_s: float, told: str) -> None:
    """Rounded down, so that it is never after what it names."""
    assert clock(t_s) == told


def test_names_become_headings() -> None:
    """Underscores and units are for programs."""
    assert heading("back_straight") == "Back straight"
    assert heading("") == ""
    assert measure_title("trunk_speed_deg_s") == "Trunk speed"
    assert measure_title("trunk_tilt_deg") == "Trunk tilt"
    assert (unit_words("deg/s"), unit_words("stones")) == ("degrees a second", "stones")


def test_lists_read_as_sentences() -> None:
    """One, two and many."""
    assert [listed(each) for each in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_bands_in_words() -> None:
    """Whichever ends they have."""
    assert band_words(52, math.inf, "deg") == "at least 52 degrees"
    assert band_words(-math.inf, 0.06, "trunk") == "at most 0.06 trunk lengths"
    assert band_words(-14, 15, "deg") == "-14 to 15 degrees"
    assert band_words(-math.inf, math.inf, "deg") == "any value"


def test_what_cannot_be_shown_is_replaced() -> None:
    """Bytes that are no text, and control signs; other scripts and emoji stay."""
    assert printable("a\udcff\x1b[2Jb\n") == "a\ufffd\ufffd[2Jb\n"
    assert printable("שלום 🙂") == "שלום 🙂"
