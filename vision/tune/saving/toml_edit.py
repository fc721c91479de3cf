"""Single values of a user's TOML file changed, and all else in it left as it is written.

The file is edited with tomlkit, which keeps every character. What comes out is read again: it has
to say what was meant, and to hold every line that is about something else.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

import tomlkit
from tomlkit.container import Container
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import InlineTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tomlkit import TOMLDocument

Keys: TypeAlias = tuple[str, ...]
Value: TypeAlias = "float | str"


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
        None if the text is written in a way in which tomlkit cannot change it safely.

    """
    wanted: dict[Keys, object] = _leaves(tomlkit.parse(text).unwrap())
    old = [str(wanted.get((*place, key), "")) for key in values]
    wanted |= {(*place, key): value for key, value in values.items()}
    try:
        after = _edited(text, place, values)
        found = _leaves(tomlkit.parse(after).unwrap())
    except (TOMLKitError, TypeError, ValueError):  # the latter two: what an inline table refuses
        return None
    changing = [*values, *place, *(line for value in old for line in _lines(value))]
    is_meant = found == {key: value for key, value in wanted.items() if value is not None}
    return after if is_meant and _is_kept(text, after, changing) else None


def _leaves(table: Mapping[str, Any], above: Keys = ()) -> dict[Keys, object]:
    """Return all values that are no tables, by their keys."""
    leaves: dict[Keys, object] = {}
    for key, value in table.items():
        here = (*above, key)
        leaves |= _leaves(value, here) if isinstance(value, dict) else {here: value}
    return leaves


def _lines(text: str) -> list[str]:
    """Return the lines that are not blank, without the space around them."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def _is_kept(before: str, after: str, changing: Iterable[str]) -> bool:
    """Return whether every comment, and every line about nothing that changes, is kept in order."""
    left = iter(_lines(after))
    return all(
        line in left
        for line in _lines(before)
        if line.startswith("#") or not any(part in line for part in changing)
    )


def _edited(text: str, place: Keys, values: Mapping[str, Value | None]) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    text = text if not text or text.endswith("\n") else text + newline
    document = tomlkit.parse(text)
    parts = _parts(document, place)
    if not parts:
        given = {key: value for key, value in values.items() if value is not None}
        inline = _made_inline(document, place, newline) if given else None
        if inline is None:
            return text + (_new_table(text, place, given, newline) if given else "")
        parts = [inline]
    for key, value in values.items():
        _set(parts, key, value, newline)
    if any(parts):
        return document.as_string()
    if isinstance(parts[0], InlineTable) and not parts[0].trivia.comment:
        _parts(document, place[:-1])[0].remove(place[-1])
    return _without_header(document.as_string(), place)


def _set(parts: Sequence[Any], key: str, value: Value | None, newline: str) -> None:
    """Set a key, wherever in the parts of its table it is written, or remove it."""
    part = next((part for part in parts if key in part), None)
    if part is None:
        if value is not None:
            _add(parts[-1], key, tomlkit.item(value), newline)
    elif value is None:
        part.remove(key)
    elif part[key] != value:  # an equal one stays as it is written
        part[key] = value


def _parts(table: Any, place: Keys) -> list[Any]:  # noqa: ANN401 (tomlkit's tables share no base)
    """Return the tables in which a place is written, in the order of the text.

    With dotted keys there is one for each of them.
    """
    if not place:
        return [table]
    container = table if isinstance(table, Container) else getattr(table, "value", None)
    return [
        part
        for key, item in getattr(container, "body", [])
        if key is not None and key.key == place[0]
        for part in _parts(item, place[1:])
    ]


def _made_inline(document: TOMLDocument, place: Keys, newline: str) -> Any:  # noqa: ANN401
    """Add an empty table within the inline table that a place is in, None if it is in none."""
    depths = range(len(place) - 1, 0, -1)
    above = [(depth, part) for depth in depths for part in _parts(document, place[:depth])]
    if not above or not isinstance(above[0][1], InlineTable):
        return None
    depth, table = above[0]
    for key in place[depth:]:
        _add(table, key, tomlkit.inline_table(), newline)
        table = table[key]
    return table


def _new_table(text: str, place: Keys, values: Mapping[str, Value], newline: str) -> str:
    """Return the lines of a table to add at the end of a text."""
    gap = [] if not text or text.endswith(2 * newline) else [""]
    header = f"[{tomlkit.key(place).as_string()}]"
    lines = [f"{key} = {tomlkit.item(value).as_string()}" for key, value in values.items()]
    return newline.join([*gap, header, *lines, ""])


def _add(table: Any, key: str, item: Any, newline: str) -> None:  # noqa: ANN401 (as above)
    """Add a key behind the last one of its table: comments below may head what follows."""
    body = table.value.body
    end = max((place for place, (known, _) in enumerate(body) if known), default=-1) + 1
    below = body[end:]
    del body[end:]
    if not isinstance(table, InlineTable):
        item.trivia.trail = newline
    table.append(key, item)
    body.extend(below)


def _without_header(text: str, place: Keys) -> str:
    """Return a text without the header of an empty table, unless a comment belongs to it."""
    lines = text.split("\n")
    for start, line in enumerate(lines):
        following = next((at for at in range(start + 1, len(lines)) if lines[at].strip()), None)
        if not _is_header(line, place):
            continue
        if "#" in line or (following == start + 1 and lines[following].lstrip().startswith("#")):
            return text
        # The gap stays where a comment below it heads what follows.
        heads = following is None or lines[following].lstrip().startswith("#")
        return "\n".join([*lines[:start], *lines[start + 1 if heads else following :]])
    return text


def _is_header(line: str, place: Keys) -> bool:
    with suppress(TOMLKitError):
        table = tomlkit.parse(line).unwrap() if line.lstrip().startswith("[") else {}
        for key in place:
            table = table.get(key, {"": None})
        return not table
    return False
