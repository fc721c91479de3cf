"""Single values of a user's TOML file changed, and all else in it left as it is written.

The file is read with tomlkit, which keeps every character, and changed item by item in the order
in which it is written, whether a value stands below a header of its own, behind a dotted key or in
an inline table. What comes out is read again and has to say what was meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TypeAlias

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Comment, InlineTable, Item, Key, Table, Whitespace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tomlkit import TOMLDocument

Keys: TypeAlias = tuple[str, ...]
Value: TypeAlias = "float | str"
_Body: TypeAlias = "list[tuple[Key | None, Item]]"


def edited(text: str, place: Keys, values: Mapping[str, Value | None]) -> str | None:
    """Return a TOML text with other values in one of its tables.

    Parameters
    ----------
    text
        Valid TOML, with any ends of lines.
    place
        The keys that lead to the table, which need not be there.
    values
        The new values by key; None takes a key out, and with the last one the table, unless it
        holds comments.

    Returns
    -------
    str | None
        None if the text is written in a way in which it cannot be changed safely.

    """
    wanted: dict[Keys, object] = _leaves(tomlkit.parse(text).unwrap())
    wanted |= {(*place, key): value for key, value in values.items()}
    try:
        after = _Edit(text, place).apply(values)
        found = _leaves(tomlkit.parse(after).unwrap())
    except (TOMLKitError, TypeError, ValueError):  # the latter two: what an inline table refuses
        return None
    return after if found == {k: v for k, v in wanted.items() if v is not None} else None


def _leaves(table: Mapping[str, Any], above: Keys = ()) -> dict[Keys, object]:
    """Return all values that are no tables, by their keys."""
    leaves: dict[Keys, object] = {}
    for key, value in table.items():
        here = (*above, key)
        leaves |= _leaves(value, here) if isinstance(value, dict) else {here: value}
    return leaves


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a key is written: all the keys that lead to it, and its place in its table."""

    keys: Keys
    body: _Body
    index: int
    table: InlineTable | None

    @property
    def item(self) -> Item:
        return self.body[self.index][1]

    @property
    def is_header(self) -> bool:
        return isinstance(self.item, Table) and not self.item.is_super_table()

    def remove(self) -> None:
        if self.table is not None:  # it has commas to see to
            self.table.remove(self.keys[-1])
        else:
            del self.body[self.index]

    def replace(self, value: Value) -> None:
        """Put another value here, with the comment that stands behind it."""
        key, old = self.body[self.index]
        new = tomlkit.item(value)
        for part in ("indent", "comment_ws", "comment", "trail"):
            setattr(new.trivia, part, getattr(old.trivia, part))
        self.body[self.index] = key, new


def _spots(body: _Body, above: Keys = (), table: InlineTable | None = None) -> Iterator[_Spot]:
    """Return every key in the order of the text, a table before what it holds."""
    for index, (key, item) in enumerate(body):
        if key is not None:
            here = (*above, key.key)
            yield _Spot(here, body, index, table)
            yield from _spots(_body(item), here, item if isinstance(item, InlineTable) else None)


def _body(table: Item) -> _Body:
    """Return what stands in a table, in its order; nothing stands in what is none."""
    return table.value.body if isinstance(table, (Table, InlineTable)) else []


class _Edit:
    """A text that is being edited.

    Its document is changed as what is written, not as what is meant: tomlkit's own setters mend
    values of tables that are written in several parts by copying them to other places.
    """

    def __init__(self, text: str, place: Keys) -> None:
        self._place = place
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._document: TOMLDocument = tomlkit.parse(self._ended(text))

    def apply(self, values: Mapping[str, Value | None]) -> str:
        """Return the text with other values."""
        if not any(self._at(self._place)) and any(v is not None for v in values.values()):
            self._make_table()
        for key, value in values.items():
            self._set(key, value)
        if None in values.values():
            self._remove_empty_table()
            _prune(self._document.body)
        return self._document.as_string()

    def _ended(self, text: str) -> str:
        return text if not text or text.endswith("\n") else text + self._newline

    def _at(self, keys: Keys) -> list[_Spot]:
        return [spot for spot in _spots(self._document.body) if spot.keys == keys]

    def _set(self, key: str, value: Value | None) -> None:
        spots = self._at((*self._place, key))
        if value is None:
            for spot in spots:
                spot.remove()
        elif not spots:
            self._add(key, value)
        elif spots[0].item.unwrap() != value:  # an equal one stays as it is written
            spots[0].replace(value)

    def _make_table(self) -> None:
        """Add an empty table at the end of the text, or within the inline table it belongs to."""
        above = [
            spot
            for spot in _spots(self._document.body)
            if isinstance(spot.item, InlineTable) and self._place[: len(spot.keys)] == spot.keys
        ]
        if above:
            self._make_inline(above[-1])
            return
        text = self._document.as_string()
        gap = "" if not text or text.endswith(2 * self._newline) else self._newline
        header = f"[{tomlkit.key(self._place).as_string()}]{self._newline}"
        self._document = tomlkit.parse(f"{text}{gap}{header}")

    def _make_inline(self, above: _Spot) -> None:
        for depth in range(len(above.keys), len(self._place)):
            (outer,) = self._at(self._place[:depth])
            _append(outer.item, self._place[depth], tomlkit.inline_table())

    def _add(self, key: str, value: Value) -> None:
        """Add a key behind the last one of its table, or as the first."""
        item = tomlkit.item(value)
        within = [s for s in _spots(self._document.body) if s.keys[:-1] == self._place]
        table = self._at(self._place)[-1].item
        if isinstance(table, InlineTable):
            _append(table, key, item)
            return
        item.trivia.trail = self._newline
        item.trivia.indent = (within[-1].item if within else table).trivia.indent
        if within:
            within[-1].body.insert(within[-1].index + 1, (tomlkit.key(key), item))
        elif isinstance(table, Table):
            table.value.body.insert(0, (tomlkit.key(key), item))

    def _remove_empty_table(self) -> None:
        """Remove the table if it holds nothing; what is written below a blank line stays."""
        for spot in self._at(self._place):
            if isinstance(spot.item, InlineTable):
                _remove_empty_inline(spot)
        headers = [spot for spot in _spots(self._document.body) if spot.is_header]
        for spot, following in zip_longest(headers, headers[1:]):
            if spot.keys == self._place and not _is_needed(spot.item):
                self._keep(_below_gap(spot.item), following.item if following else None)
                spot.remove()

    def _keep(self, entries: _Body, before: Item | None) -> None:
        """Put comments and blank lines before a header, or at the end."""
        if before is None:
            self._document.body.extend(entries)
        else:
            kept = "".join(item.as_string() for _, item in entries)
            before.trivia.indent = kept + before.trivia.indent


def _append(table: Item, key: str, item: Item) -> None:
    """Add a key to an inline table, before the space that ends it."""
    if not isinstance(table, InlineTable):
        raise TypeError(f"expected an inline table, got {table!r}")
    body = table.value.body
    end = [body.pop()] if body and isinstance(body[-1][1], Whitespace) else []
    table.append(key, item)
    body.extend(end)


def _remove_empty_inline(spot: _Spot) -> None:
    if not spot.item.unwrap() and not spot.item.trivia.comment and "#" not in spot.item.as_string():
        spot.remove()


def _gap(table: Item) -> int:
    """Return where the first blank line of a table is: a comment below it heads what follows."""
    gaps = [i for i, (_, item) in enumerate(_body(table)) if isinstance(item, Whitespace)]
    return gaps[0] if gaps else len(_body(table))


def _is_needed(table: Item) -> bool:
    """Whether a table holds a key, or a comment of its own."""
    remarks = [item for _, item in _body(table)[: _gap(table)] if isinstance(item, Comment)]
    return bool(table.trivia.comment or remarks or any(key for key, _ in _body(table)))


def _below_gap(table: Item) -> _Body:
    below = _body(table)[_gap(table) :]
    return below if any(isinstance(item, Comment) for _, item in below) else []


def _prune(body: _Body) -> None:
    """Remove the tables that were only there for the sake of a table within, now gone."""
    for index in range(len(body) - 1, -1, -1):
        item = body[index][1]
        if isinstance(item, Table):
            _prune(item.value.body)
            if item.is_super_table() and not item.value.body:
                del body[index]
