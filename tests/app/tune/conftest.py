"""Sessions for the tests of tuning, and where its commands are run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.tuning import save_session

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the landmarks of somebody who sits in diamond, and whose back is round now and then."""
    return save_session(tmp_path_factory.mktemp("recorded") / "landmarks.npz").read_bytes()


@pytest.fixture
def ann(recorded: bytes, tmp_path: Path) -> Path:
    """Give the folder of a review."""
    folder = tmp_path / "ann"
    folder.mkdir()
    (folder / "landmarks.npz").write_bytes(recorded)
    return folder


@pytest.fixture
def alone(settings: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in an empty folder, at a terminal of 100 columns."""
    assert settings.is_dir()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    monkeypatch.setenv("COLUMNS", "100")
