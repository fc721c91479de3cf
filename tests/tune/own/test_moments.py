"""Moments as a person writes them, as a player shows them."""

from __future__ import annotations

import pytest

from vision.errors import UsageError
from vision.tune.own.moments import Moment, parse_moments


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("12-20", [(12, 20)]),
        ("41-50.5, 12-20", [(12, 20), (41, 50.5)]),
        ("1:12-1:20", [(72, 80)]),
        ("59-1:02.5", [(59, 62.5)]),
        ("1:00:00-1:00:05", [(3600, 3605)]),
        ("90-100,100-110", [(90, 100), (100, 110)]),
        ("3999-4001", [(3999, 4000)]),
    ],
)
def test_moments_are_read_as_a_player_shows_them(
    text: str, moments: list[tuple[float, float]]
) -> None:
    """In seconds, or with minutes and hours; in the order of time."""
    assert parse_moments(text, 4000.0) == tuple(Moment(*each) for each in moments)


@pytest.mark.parametrize(
    "text",
    [
        *("", "12", "12-", "12-20-30", "a-b", "20-12", "5-5", "-5-9", "3:9-4:00", "1:75-2:00"),
        *("1-2,", "10-20,15-30", "90-102", "200-300", "nan-5", "1e1-20", "1::2-9"),
    ],
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    """With what was expected."""
    with pytest.raises(UsageError, match="moment") as told:
        parse_moments(text, 100.0)
    assert "\n" not in str(told.value)
