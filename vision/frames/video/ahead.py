"""Make the next few items in a thread while the caller works on the last one."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_Item = TypeVar("_Item")

_WAKE_S = 0.2
"""Longest wait in one go: on Windows Ctrl-C is only seen between waits."""


class Ahead(Generic[_Item]):
    """An iterator run ahead of its user by a few items, in their order.

    Decoders release the interpreter lock, so on a second core this hides the decoding. An error
    raised by the items is raised to the user where it occurred in the order.

    Parameters
    ----------
    items
        What to run ahead of; only the thread touches it, and closes it at its end.
    depth
        Most items held ready, which bounds the memory.

    """

    def __init__(self, items: Generator[_Item, None, None], depth: int) -> None:
        self._items = items
        self._depth = depth
        self._ready: deque[_Item] = deque()
        self._error: BaseException | None = None
        self._done = False
        self._stopped = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._work, name="decode ahead", daemon=True)
        self._thread.start()

    def __iter__(self) -> Iterator[_Item]:
        """Yield the items; after `close`, none."""
        while self.wait():
            with self._changed:
                item = self._ready.popleft()
                self._changed.notify_all()
            yield item

    def wait(self) -> bool:
        """Wait until an item is ready or there are no more; say whether one is ready.

        Raises
        ------
        BaseException
            What the items raised, once all items before it are taken.

        """
        with self._changed:
            while not (self._ready or self._done):
                self._changed.wait(_WAKE_S)
            if self._ready:
                return True
            error, self._error = self._error, None
        if error is not None:
            raise error
        return False

    def close(self) -> None:
        """Stop after the item being made, and wait for the thread; safe to call twice."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        self._thread.join()
        self._ready.clear()

    def _work(self) -> None:
        try:
            for item in self._items:
                if not self._hand_over(item):
                    return
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that takes the items
            self._error = error
        finally:
            self._items.close()
            with self._changed:
                self._done = True
                self._changed.notify_all()

    def _hand_over(self, item: _Item) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._ready) < self._depth)
            if not self._stopped:
                self._ready.append(item)
                self._changed.notify_all()
            return not self._stopped
