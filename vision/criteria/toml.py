"""TOML as the user wrote it, with errors that name the file, the key, and what was expected."""

from __future__ import annotations

import difflib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import tomli

from vision.errors import ConfigError
from vision.files import read_text
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Readable(Protocol):
    """A file to read: a path, or a resource inside the package."""

    @property
    def name(self) -> str:
        """The file's name without folders."""

    def read_text(self, encoding: str) -> str:
        """Return the whole text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a TOML file that knows where it stands.

    Attributes
    ----------
    values
        Keys to plain Python values.
    file
        The file's name, for errors and for "where does this come from".
    key
        The table's dotted key; "" for the whole file.

    """

    values: Mapping[str, Any]
    file: str
    key: str = ""

    def where(self, key: str) -> str:
        """Return ``file: dotted.key`` of a key of this table."""
        return f"{self.file}: {self.key}.{key}" if self.key else f"{self.file}: {key}"

    def fault(self, key: str, text: str, **values: object) -> ConfigError:
        """Return an error about a key; ``{key}`` in its text, which is marked, tells where."""
        return ConfigError(text, key=self.where(key), **values)

    def only(self, known: Collection[str]) -> None:
        """Raise `ConfigError` if there is a key that is not known."""
        for key in self.values:
            if key not in known:
                hint = suggest(key, known)
                raise self.fault(key, mark("{key} is not known here; {hint}"), hint=hint)

    def table(self, key: str) -> Table:
        """Return the table under a key, empty if it is absent."""
        values = self.values.get(key, {})
        if not isinstance(values, dict):
            raise self.fault(key, mark("{key} should be a table, got {value!r}"), value=values)
        return Table(values, self.file, f"{self.key}.{key}" if self.key else key)

    def tables(self) -> dict[str, Table]:
        """Return every key's table; raises if a key is none."""
        return {key: self.table(key) for key in self.values}

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; one without default has to be there."""
        value = self._value(key, default)
        if not isinstance(value, str):
            text = mark("{key} should be a text in quotes, got {value!r}")
            raise self.fault(key, text, value=value)
        return value

    def number(self, key: str, default: float | None = None, *, low: float = -math.inf) -> float:
        """Return a finite number of at least ``low``; one without default has to be there."""
        value = self._value(key, default)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fault(key, mark("{key} should be a number, got {value!r}"), value=value)
        if key in self.values and not (_is_finite(value) and value >= low):
            text = mark("{key} should be a finite number, got {value!r}")
            if math.isfinite(low):
                text = mark("{key} should be a finite number of at least {low:g}, got {value!r}")
            raise self.fault(key, text, low=low, value=value)
        return float(value)

    def integer(self, key: str, default: int | None) -> int:
        """Return a whole number."""
        value = self.number(key, default)
        if not value.is_integer():
            text = mark("{key} should be a whole number, got {value:g}")
            raise self.fault(key, text, value=value)
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, mark("{key} should be true or false, got {value!r}"), value=value)
        return value

    def rows(self, key: str) -> list[Table]:
        """Return the tables of a list, ``[[key]]``; empty if it is absent."""
        entries = self.values.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.fault(key, mark("{key} should be a list of [[{name}]] tables"), name=key)
        prefix = f"{self.key}.{key}" if self.key else key
        return [Table(entry, self.file, f"{prefix}[{n}]") for n, entry in enumerate(entries)]

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if it is absent."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            text = mark("{key} should be a list of texts, got {value!r}")
            raise self.fault(key, text, value=value)
        return tuple(value)

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Return a text that has to be one of the known ones."""
        value = self.text(key, default)
        if value not in known:
            text = mark("{key} = {value!r} is not known; {hint}")
            raise self.fault(key, text, value=value, hint=suggest(value, known))
        return value

    def _value(self, key: str, default: object) -> object:
        value = self.values.get(key, default)
        if value is None:
            raise self.fault(key, mark("{key} is missing; please add it"))
        return value


@dataclass(frozen=True, slots=True)
class Unwritten:
    """A file that is not written yet, for whoever reads files: errors call it by its path."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        """The file's name without folders."""
        return self.path.name

    def __str__(self) -> str:
        """Return what errors call it."""
        return str(self.path)

    def read_text(self, encoding: str) -> str:  # noqa: ARG002 (as `Path.read_text`; it is text)
        """Return the whole text."""
        return self.text


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # TOML's whole numbers have no end, Python's fractions do
        return False


def suggest(word: str, known: Collection[str]) -> str:
    """Return what the user may have meant, and all there is to choose from."""
    names = ", ".join(sorted(known))
    if close := difflib.get_close_matches(word, known, n=1):
        return say("did you mean {name!r}? Known: {names}", name=close[0], names=names)
    return say("Known: {names}", names=names)


def read_table(file: Readable | Path) -> Table:
    """Read a TOML file.

    Raises
    ------
    ConfigError
        If it cannot be read, or is no TOML: names the file, the line and the column.

    """
    name = str(file)
    try:
        text = read_text(file) if isinstance(file, Path) else file.read_text(encoding="utf-8")
        # tomlkit, which also writes, takes half a minute for a comment of 5 MB.
        return Table(tomli.loads(text), name)
    except OSError as error:
        raise ConfigError(
            "cannot read {file}: {error}", file=name, error=error.strerror or error
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(
            "{file} should be a text file in UTF-8: {error}", file=name, error=error.reason
        ) from error
    except tomli.TOMLDecodeError as error:
        raise ConfigError("{file} is not valid TOML: {error}", file=name, error=error) from error
