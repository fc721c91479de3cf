from __future__ import annotations

import pytest

from vision.errors import UsageError
from vision.frames.live.cameras import ChosenCamera
from vision.frames.live.paced import Paced
from vision.frames.live.source import LiveSource
from vision.frames.opening import open_source
from vision.frames.video.reading import VideoFile


@pytest.mark.parametrize(
    ("spec", "fast", "kind", "name"),
    [
        ("0", False, ChosenCamera, "camera 0"),
        ("http://host:8080/video", False, LiveSource, "http://host:8080/video"),
        ("rtsp://host/live", False, LiveSource, "rtsp://host/live"),
        ("clip.mp4", False, Paced, "clip.mp4"),
        ("clip.mp4", True, VideoFile, "clip.mp4"),
        ("./0", True, VideoFile, "./0"),
        ("C://clips/0.mp4", True, VideoFile, "C://clips/0.mp4"),
    ],
)
def test_numbers_addresses_and_paths_are_told_apart(
    spec: str, *, fast: bool, kind: type, name: str
) -> None:
    """Digits are a webcam, a scheme is a network camera, all else is a recording."""
    source = open_source(spec, fast=fast)
    assert type(source) is kind
    assert source.name == name


@pytest.mark.parametrize(
    ("spec", "fast", "said"),
    [
        ("", False, "got nothing"),
        ("0", True, "--fast needs a recording"),
        ("http://u:p@host/", True, "^http://host/ runs at its own speed"),
        ("gopher://host/x", False, "a camera address starts with"),
    ],
)
def test_what_cannot_be_meant_is_refused(spec: str, *, fast: bool, said: str) -> None:
    """One line says what was expected."""
    with pytest.raises(UsageError, match=said):
        open_source(spec, fast=fast)
