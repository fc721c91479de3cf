"""A file is written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from vision.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    """With nothing beside it afterwards."""
    path = tmp_path / "labels.csv"
    for data in (b"one", b"", b"two" * 100_000):
        write_whole(path, data)
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full, at the last moment."""
    path = tmp_path / "thresholds.toml"
    write_whole(path, b"before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_permissions_stay(tmp_path: Path) -> None:
    """What its owner hid from others stays hidden, and a new file is like any other."""
    path, new = tmp_path / "mine.toml", tmp_path / "new.toml"
    path.write_bytes(b"")
    path.chmod(0o600)
    write_whole(path, b"after")
    write_whole(new, b"after")
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert path.stat().st_mode & 0o777 == 0o600
    assert new.stat().st_mode == plain.stat().st_mode


def test_what_is_protected_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Replacing needs no right to write to the file itself, so it is asked for."""
    path = tmp_path / "kept.toml"
    path.write_bytes(b"before")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(PermissionError, match="write-protected"):
        write_whole(path, b"after")
    assert path.read_bytes() == b"before"


def test_a_name_as_long_as_there_may_be_has_room_for_its_part(tmp_path: Path) -> None:
    """The part has a name of its own, which must not be longer."""
    path = tmp_path / ("x" * 251 + ".csv")
    write_whole(path, b"all of it")
    assert path.read_bytes() == b"all of it"
