from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.frames.webcams import FakeCapture, plugged
from vision.errors import FrameSourceError
from vision.frames.live.source import LiveSource
from vision.frames.live.webcam import Webcam

if TYPE_CHECKING:
    from pathlib import Path


def test_a_camera_that_cannot_be_opened_names_the_others(tmp_path: Path) -> None:
    """The error tells the index, the cameras there are, and the way without a camera."""
    for name in ("video0", "video2", "videodev"):
        (tmp_path / name).touch()
    device = Webcam(7, plugged(), tmp_path)
    with pytest.raises(FrameSourceError, match=r"camera 7 .*found here: 0, 2;.*--demo"):
        device.open()


def test_a_camera_without_permission_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that exists but may not be used is told apart from a missing one."""
    (tmp_path / "video0").touch()
    monkeypatch.setattr("os.access", lambda *_: False)
    with pytest.raises(FrameSourceError, match="no permission to use camera 0"):
        Webcam(0, plugged(), tmp_path).open()


def test_a_camera_in_use_elsewhere_is_refused() -> None:
    """A camera that connects but gives no picture is refused, and released."""
    busy = FakeCapture([])
    with pytest.raises(FrameSourceError, match="another program may be using it"):
        Webcam(0, plugged(busy)).open()
    assert busy.released.is_set()


def test_a_missing_webcam_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """OpenCV's own complaints do not reach the terminal."""
    with pytest.raises(FrameSourceError, match="camera 97"), LiveSource(Webcam(97)):
        pass
    assert capfd.readouterr() == ("", "")
