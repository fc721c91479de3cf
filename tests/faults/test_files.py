"""What is saved survives a full disk, and two who save at once."""

from __future__ import annotations

import errno
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from vision.app import preferences
from vision.app.settings import load_library
from vision.criteria.model import Kind
from vision.errors import OutputError
from vision.landmarks.types import Recording
from vision.tune.label_files import add_label, load_labels
from vision.tune.labels import Label
from vision.tune.saving.change import Change
from vision.tune.saving.thresholds import ThresholdsFile

if TYPE_CHECKING:
    from collections.abc import Callable

CHANGE = Change("diamond", Kind.FORM, "trunk_upright", {"high": 12.0}, "So.")


def add_many(landmarks: Path, first: int) -> None:
    """Add ten labels, one after the other."""
    for number in range(first, first + 10):
        add_label(landmarks, Label(float(number), number + 0.5, "diamond", None, ""))


def test_two_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    """Two pages that label one session at the same time: each label of both is kept."""
    landmarks = tmp_path / "landmarks.npz"
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(add_many, [landmarks] * 2, [0, 100]))
    kept = {label.start_s for label in load_labels(landmarks)}
    assert kept == {float(number) for first in (0, 100) for number in range(first, first + 10)}
    assert [path.name for path in tmp_path.iterdir()] == ["labels.csv"]


def save_labels(folder: Path) -> Path:
    """Save a label."""
    add_label(folder / "landmarks.npz", Label(1.0, 2.0, "diamond", None, ""))
    return folder / "labels.csv"


def save_setting(folder: Path) -> Path:
    """Save a setting; the environment says where."""
    return preferences.remember("hold", "60") or folder


def save_thresholds(folder: Path) -> Path:
    """Save another threshold."""
    path = folder / "thresholds.toml"
    file = ThresholdsFile(path, lambda _: None)
    file.write(file.proposal(CHANGE, load_library(None)))
    return path


def save_landmarks(folder: Path) -> Path:
    """Save landmarks of one picture."""
    path = folder / "landmarks.npz"
    Recording.stack([0.0], [None], np.full((1, 2), np.nan), (64, 48)).save(path)
    return path


@pytest.mark.parametrize("save", [save_labels, save_setting, save_thresholds, save_landmarks])
@pytest.mark.parametrize("call", ["fsync", "open"])
def test_a_full_disk_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, save: Callable[[Path], Path], call: str
) -> None:
    """Whichever write finds the disk full, one line says so, and the file is what it was."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    path = save(tmp_path)
    before = b"# what was there\n" if path.suffix == ".toml" else path.read_bytes()
    path.write_bytes(before)
    opened = Path.open

    def full(*_: Any, **__: Any) -> None:  # noqa: ANN401 (in the place of any call)
        raise OSError(errno.ENOSPC, "No space left on device")

    def reading_alone(path: Path, mode: str = "r", **how: Any) -> Any:  # noqa: ANN401 (as `open`)
        return full() if "x" in mode else opened(path, mode, **how)

    if call == "fsync":
        monkeypatch.setattr("os.fsync", full)
    else:
        monkeypatch.setattr(Path, "open", reading_alone)
    with pytest.raises(OutputError, match="No space left"):
        save(tmp_path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))
