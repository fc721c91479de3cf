"""The user's thresholds file: what saving a change would do to it, saving it, and taking it back.

Taking back goes as far as the saves of the running program. There is no copy on the disk for
later: ``unknot poses`` tells of every changed number what it would be without the file, and saving
that number takes the change out of the file again.
"""

from __future__ import annotations

import difflib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vision.criteria.toml import Unwritten, read_table
from vision.errors import ConfigError, OutputError, UsageError
from vision.files import locked, read_text, write_whole
from vision.tune.bounds import Bounds
from vision.tune.saving.change import as_toml, plain
from vision.tune.saving.toml_edit import edited
from vision.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from vision.criteria.library import PoseLibrary
    from vision.criteria.toml import Readable
    from vision.tune.saving.change import Change


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a thresholds file is, what it would become, and the difference to be shown.

    Attributes
    ----------
    before, after
        The whole text; None where there is no file.
    diff
        The difference as a unified diff, lines without carriage returns; "" if there is none.

    """

    before: str | None
    after: str | None
    diff: str


class ThresholdsFile:
    """A thresholds file that changes are saved into.

    Parameters
    ----------
    path
        The file, which need not exist; neither need its folder.
    check
        Loads all poses with a thresholds file, and raises `ConfigError` if that cannot be.

    """

    def __init__(self, path: Path, check: Callable[[Readable], object]) -> None:
        self._path = path
        self._check = check
        self._saved: list[Proposal] = []

    @property
    def can_undo(self) -> bool:
        """Whether something was saved that was not taken back yet."""
        return bool(self._saved)

    def proposal(self, change: Change, library: PoseLibrary) -> Proposal:
        """Return what saving a change would do; nothing is written.

        A number that would be the same without the file is taken out of it. With the last number
        of a criterion goes its reason, for which what the pose says holds again.

        Parameters
        ----------
        change
            The change.
        library
            The poses as they are without this file. Ones that were loaded with it serve as well,
            where no other file changes them: they remember what it replaced.

        Raises
        ------
        UsageError
            If there is no such criterion.
        ConfigError
            If the file holds a mistake already, would hold one, or cannot be edited safely.

        """
        before = self._read()
        if before is not None:
            self._check(Unwritten(self._path, before))
        values = _values(change, library, self._table(before or "", change))
        after = edited(before or "", change.place, values)
        if after is None:
            raise ConfigError(
                "{file} is written in a way that is not changed safely; please put in "
                "yourself, and take out what it replaces: {lines}",
                file=self._path,
                lines=" ".join(as_toml(change).split()),
            )
        self._check(Unwritten(self._path, after))
        return self._proposal(before, after if after or before is not None else None)

    def write(self, proposal: Proposal) -> None:
        """Save a proposal; one without a difference writes nothing.

        Raises
        ------
        OutputError
            If the file is not what it was when the proposal was made, or cannot be written.

        """
        if proposal.before == proposal.after:
            return
        changed = mark(
            "{file} was changed by something else meanwhile, and was left as it is; look at the "
            "difference again"
        )
        self._put(proposal, changed)
        self._saved.append(proposal)

    def undo(self) -> Proposal:
        """Take back the latest save that was not taken back yet, and return what that changed.

        Raises
        ------
        UsageError
            If there is none.
        OutputError
            If the file is not what was saved any more, or cannot be written.

        """
        if not self._saved:
            raise UsageError("there is nothing to undo; nothing was saved since unknot was started")
        latest = self._saved[-1]
        back = self._proposal(latest.after, latest.before)
        changed = mark(
            "{file} was changed by something else meanwhile, and was left as it is; to go back, "
            "save the number you want"
        )
        self._put(back, changed)
        self._saved.pop()
        return back

    def _proposal(self, before: str | None, after: str | None) -> Proposal:
        diff = difflib.unified_diff(
            _lines(before), _lines(after), str(self._path), str(self._path), lineterm=""
        )
        return Proposal(before, after, "\n".join(diff))

    def _table(self, text: str, change: Change) -> Mapping[str, object]:
        """Return what a text says of the criterion so far."""
        table = read_table(Unwritten(self._path, text))
        for key in change.place:
            table = table.table(key)
        return table.values

    def _read(self) -> str | None:
        """Return the text with its ends of lines as they are."""
        try:
            return read_text(self._path)
        except FileNotFoundError:
            return None
        except OSError as error:
            why = error.strerror or error
            raise ConfigError("cannot read {file}: {why}", file=self._path, why=why) from error
        except UnicodeDecodeError as error:
            raise ConfigError(
                "{file} should be a text file in UTF-8: {why}", file=self._path, why=error.reason
            ) from error

    def _put(self, proposal: Proposal, changed: str) -> None:
        # Where it really is: a link to a file kept elsewhere stays a link.
        target = Path(os.path.realpath(self._path))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Two pages that save at once would both find the file as they know it.
            with locked(target.with_name(f".{target.name}.lock")):
                if self._read() != proposal.before:
                    raise OutputError(changed, file=self._path)
                if proposal.after is None:
                    target.unlink()
                else:
                    write_whole(target, proposal.after.encode("utf-8"))
        except OSError as error:
            why = error.strerror or error
            raise OutputError("cannot write {file}: {why}", file=self._path, why=why) from error


def _values(
    change: Change, library: PoseLibrary, old: Mapping[str, object]
) -> dict[str, float | str | None]:
    """Return what the file should say of a criterion, None of what goes without saying."""
    unchanged = _unchanged(change, library)
    values: dict[str, float | str | None] = {
        name: None if value == unchanged[name] else plain(value)
        for name, value in change.values.items()
    }
    said = {key for key, value in {**old, **values}.items() if value is not None}
    return {**values, "why": change.why if said - {"why"} else None}


def _unchanged(change: Change, library: PoseLibrary) -> dict[str, object]:
    """Return the numbers a criterion would have without the file, by name; None for none."""
    criteria = [c for pose in library.variants(change.pose)[:1] for c in pose.of(change.kind)]
    numbers = [Bounds.of(c) for c in criteria if c.name == change.criterion]
    if not numbers:
        place = ".".join(change.place)
        raise UsageError("there is no {place}, or it is left out; name another", place=place)
    return {
        name: library.replaced.get((*change.place, name), getattr(numbers[0], name))
        for name in change.values
    }


def _lines(text: str | None) -> list[str]:
    """Return the lines as an editor counts them: Python's own function sees more ends of lines."""
    if not text:
        return []
    return [line.removesuffix("\r") for line in text.removesuffix("\n").split("\n")]
