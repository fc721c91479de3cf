"""Make the next few items in a thread while the caller works on the last one."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_Item = TypeVar("_Item")

_WAKE_S = 0.2
"""Longest wait in one go: on Windows Ctrl-C is only seen between waits."""


class ReadAhead(Generic[_Item]):
    """An iterator run ahead of its user by a few items, in their order.

    Decoders release the interpreter lock, so on a second core this hides the decoding. An error
    raised by the items is raised to the user where it occurred in the order.

    Parameters
    ----------
    items
        What to run ahead of; it runs in the thread.
    depth
        Most items held ready or being made, which bounds the memory.

    """

    def __init__(self, items: Generator[_Item, None, None], depth: int) -> None:
        self._items = items
        self._thread = ThreadPoolExecutor(1, "decode ahead")
        self._ready: deque[Future[_Item | None]] = deque(self._next() for _ in range(depth))

    def __iter__(self) -> Iterator[_Item]:
        """Yield the items; after `close`, none."""
        while self._ready:
            future = self._ready.popleft()
            while not future.done():
                wait([future], _WAKE_S)
            item = future.result()
            if item is None:
                return
            self._ready.append(self._next())
            yield item

    def close(self) -> None:
        """Stop after the item being made, and wait for the thread; safe to call twice."""
        self._ready.clear()
        self._thread.shutdown(cancel_futures=True)
        self._items.close()

    def _next(self) -> Future[_Item | None]:
        return self._thread.submit(next, self._items, None)
