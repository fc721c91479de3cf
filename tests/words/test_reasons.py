"""Every reason has its words and a cue that asks, for every part of the body."""

from __future__ import annotations

import pytest

from vision.measure.parts import PARTS as MEASURED
from vision.words.reasons import NOBODY, PARTS, TURN_SIDE_ON, Code, Reason, cue_for, reason_words

ABOUT_PARTS = (Code.HIDDEN, Code.OUTSIDE)
PLAIN = [Reason(code) for code in Code if code not in ABOUT_PARTS]
WHOLE = [*PLAIN, *(Reason(code, part) for code in ABOUT_PARTS for part in sorted(PARTS))]


@pytest.mark.parametrize("reason", WHOLE)
def test_every_reason_becomes_something_to_do(reason: Reason) -> None:
    """A whole sentence, that asks and does not order."""
    cue = cue_for(reason)
    assert "lease" in cue or "If you can" in cue
    assert cue.endswith(".")
    assert len(cue) < 130


@pytest.mark.parametrize("reason", WHOLE)
def test_every_reason_has_words_of_its_own(reason: Reason) -> None:
    """Short, with no full stop, as they stand in a table."""
    words = reason_words(reason)
    assert words[0].isupper()
    assert not words.endswith(".")
    assert [other for other in WHOLE if reason_words(other) == words] == [reason]


def test_a_part_is_told_in_a_sentence_that_fits_it() -> None:
    """One or many, and by the name the person knows it by."""
    assert reason_words(Reason(Code.HIDDEN, "feet")) == "I can't see your feet"
    assert reason_words(Reason(Code.OUTSIDE, "head")) == "Your head is outside the picture"
    assert reason_words(Reason(Code.OUTSIDE, "feet")) == "Your feet are outside the picture"
    assert (
        reason_words(Reason(Code.OUTSIDE, "back_leg")) == "Your folded leg is outside the picture"
    )


def test_what_a_measure_needs_can_be_told() -> None:
    """Whatever part is missing, and nothing else is kept in store."""
    assert {called for called, _, _ in MEASURED.values()} == PARTS.keys()


def test_only_what_is_outside_the_picture_asks_for_a_step_back() -> None:
    """A limb that another one hides comes no nearer by that."""
    assert "move back" in cue_for(Reason(Code.OUTSIDE, "feet"))
    assert "move back" not in cue_for(Reason(Code.HIDDEN, "feet"))


def test_where_a_request_is_better_than_a_finding_it_is_made() -> None:
    """To turn, and to come in."""
    assert cue_for(TURN_SIDE_ON).startswith("Please turn so")
    assert cue_for(NOBODY).startswith("Please come into the picture")


def test_no_reason_has_no_words() -> None:
    """An empty place in a table, a line or a file."""
    assert reason_words(None) == ""
