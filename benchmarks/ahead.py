"""Make things in other threads a little before they are needed; rendering frees Python's lock."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

Item = TypeVar("Item")
Made = TypeVar("Made")


def made_ahead(make: Callable[[Item], Made], items: Iterable[Item], most: int) -> Iterator[Made]:
    """Yield what is made of every item, in order, with at most ``most`` made or begun ahead."""
    waiting: deque[Future[Made]] = deque()
    with ExitStack() as cleanup:
        pool = ThreadPoolExecutor(os.cpu_count())
        cleanup.callback(pool.shutdown, cancel_futures=True)
        for item in items:
            waiting.append(pool.submit(make, item))
            if len(waiting) > most:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
