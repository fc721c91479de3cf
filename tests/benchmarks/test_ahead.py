"""Things made ahead come in order, and not too many of them."""

from __future__ import annotations

import pytest

from benchmarks.ahead import made_ahead


def test_they_come_in_order_and_few_are_begun_ahead() -> None:
    """However long each takes; what is not taken yet is not begun either, but for a few."""
    begun: list[int] = []

    def make(item: int) -> int:
        begun.append(item)
        return 10 * item

    made = made_ahead(make, range(20), 3)
    assert next(made) == 0
    assert max(begun) <= 3
    assert list(made) == [10 * item for item in range(1, 20)]


def test_what_fails_is_told_where_it_would_have_come() -> None:
    """After those before it."""
    made = made_ahead(lambda item: 1 // item, [1, 0, 1], 1)
    assert next(made) == 1
    with pytest.raises(ZeroDivisionError):
        next(made)
