from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from vision.frames.video.reading import ReadAhead

if TYPE_CHECKING:
    from collections.abc import Generator


def test_items_come_in_order() -> None:
    """All items come, in their order, also when there are more than fit."""
    ahead = ReadAhead((number for number in range(50)), 3)
    assert list(ahead) == list(range(50))
    ahead.close()


def test_an_error_comes_after_the_items_before_it() -> None:
    """What was made before the error is given first."""

    def items() -> Generator[int, None, None]:
        yield 1
        raise ZeroDivisionError

    ahead = ReadAhead(items(), 3)
    numbers = iter(ahead)
    assert next(numbers) == 1
    with pytest.raises(ZeroDivisionError):
        next(numbers)
    ahead.close()


def test_no_more_items_are_made_than_fit() -> None:
    """The memory is bounded by the depth, and closing ends an endless source."""
    made = []
    third = threading.Event()

    def items() -> Generator[int, None, None]:
        for number in range(1_000_000):
            made.append(number)
            if number == 2:
                third.set()
            yield number

    ahead = ReadAhead(items(), 3)
    assert third.wait(5)
    ahead.close()
    ahead.close()
    assert made == [0, 1, 2]
    assert list(ahead) == []
