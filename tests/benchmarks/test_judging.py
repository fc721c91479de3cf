"""What judging an hour costs is timed, from saved landmarks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from benchmarks import judging, tune
from tests.builders import practitioner
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_command_times_a_saved_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As JSON or to be read; here of a body that kneels."""
    still = practitioner("diamond", silhouette=False)
    t_s = np.arange(0.0, 188.4, 1.0)
    blank = np.full((len(t_s), 21), np.nan)
    saved = tmp_path / "demo.npz"
    Recording.stack(t_s, [still] * len(t_s), blank, still.size_px).save(saved)
    monkeypatch.setattr(tune, "HOUR_S", 200.0)
    judging.main(["--recording", str(saved), "--times", "1", "--json"])
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [row["part"] for row in rows][:3] == ["find the steps", "judge them", "both"]
    assert all(row["best s"] > 0.0 for row in rows)
    judging.main(["--recording", str(saved), "--times", "1"])
    assert "target: 0.5 to judge them" in capsys.readouterr().out
