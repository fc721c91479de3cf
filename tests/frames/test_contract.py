"""What every source of pictures promises, asked of each of them."""

from __future__ import annotations

import threading
from contextlib import ExitStack
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.frames.clips import write_clip
from tests.frames.fakes import FakeSource, plain_frames, plain_image
from tests.frames.mjpeg import serve_mjpeg
from tests.frames.webcams import FakeCapture, plugged
from vision.errors import FrameSourceError
from vision.frames.live.network import NetworkCamera
from vision.frames.live.paced import Paced
from vision.frames.live.source import LiveSource
from vision.frames.live.webcam import Webcam
from vision.frames.source import Frame, FrameSource
from vision.frames.video.reading import Excerpt, VideoFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    MakeSource = Callable[[Path, ExitStack], FrameSource]

_TIMES_MS = range(0, 400, 20)


def _recording(folder: Path, _: ExitStack) -> FrameSource:
    return VideoFile(write_clip(folder / "clip.mp4", _TIMES_MS))


def _excerpt(folder: Path, _: ExitStack) -> FrameSource:
    return Excerpt(write_clip(folder / "clip.mp4", _TIMES_MS), end_s=0.3, threads=1)


def _paced(folder: Path, _: ExitStack) -> FrameSource:
    return Paced(VideoFile(write_clip(folder / "clip.mp4", _TIMES_MS)))


def _webcam(_: Path, __: ExitStack) -> FrameSource:
    return LiveSource(Webcam(0, lambda _: FakeCapture([plain_image()] * 10_000, fps=200)))


def _network(_: Path, stack: ExitStack) -> FrameSource:
    images = [plain_image(level) for level in range(0, 250, 10)]
    return LiveSource(NetworkCamera(stack.enter_context(serve_mjpeg(images, fps=50))))


def _fake(_: Path, __: ExitStack) -> FrameSource:
    return FakeSource(plain_frames(20))


def _paced_fake(_: Path, __: ExitStack) -> FrameSource:
    return Paced(FakeSource(plain_frames(20, fps=100)))


@pytest.fixture(params=[_recording, _excerpt, _paced, _webcam, _network, _fake, _paced_fake])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[FrameSource]:
    """Give each source, not yet entered."""
    with ExitStack() as stack:
        make: MakeSource = request.param
        yield make(tmp_path, stack)


def _first_frames(source: FrameSource, count: int) -> list[Frame]:
    return list(islice((item for item in source if isinstance(item, Frame)), count))


def test_a_source_says_what_it_is(source: FrameSource) -> None:
    """A source has the members of the contract, and entering it gives the source itself."""
    assert isinstance(source, FrameSource)
    assert source.name
    with source as entered:
        assert entered is source
        assert source.ended_early is None
        assert source.duration_s is None or source.duration_s > 0


def test_pictures_are_bgr_pixels(source: FrameSource) -> None:
    """Every picture is contiguous 8-bit BGR of one size."""
    with source:
        frames = _first_frames(source, 6)
    assert len(frames) == 6
    for frame in frames:
        assert frame.image_bgr.dtype == np.uint8
        assert frame.image_bgr.shape == (48, 64, 3)
        assert frame.image_bgr.flags.c_contiguous


def test_time_starts_at_zero_and_goes_forward(source: FrameSource) -> None:
    """Times rise strictly from 0 or, where a live source dropped the first, soon after."""
    with source:
        frames = _first_frames(source, 6)
    times_s = [frame.t_s for frame in frames]
    assert times_s == sorted(set(times_s))
    assert times_s[0] == 0 or (source.live and times_s[0] < 1)


def test_indices_count_the_pictures(source: FrameSource) -> None:
    """Indices rise; only a live source leaves some out."""
    with source:
        indices = [frame.index for frame in _first_frames(source, 6)]
    assert indices == sorted(set(indices))
    assert source.live or indices == [0, 1, 2, 3, 4, 5]


def test_leaving_in_the_middle_leaves_nothing_behind(source: FrameSource) -> None:
    """After leaving early, and leaving again, no thread of the source runs on."""
    before = set(threading.enumerate())
    with source:
        _first_frames(source, 1)
    source.__exit__(None, None, None)
    # A server under test has a thread for each connection; those end with the connection.
    ours = [
        thread
        for thread in set(threading.enumerate()) - before
        if thread.name.startswith(("capture", "decode"))
    ]
    assert ours == []


def test_a_source_can_be_entered_again(source: FrameSource) -> None:
    """A source that was left starts again from the beginning."""
    for _ in range(2):
        with source:
            frames = _first_frames(source, 2)
        assert len(frames) == 2
        assert frames[0].t_s < 1


def _missing_recording(folder: Path) -> FrameSource:
    return VideoFile(folder / "none.mp4")


def _missing_paced(folder: Path) -> FrameSource:
    return Paced(VideoFile(folder / "none.mp4"))


def _missing_webcam(_: Path) -> FrameSource:
    return LiveSource(Webcam(7, plugged()))


def _missing_network(_: Path) -> FrameSource:
    return LiveSource(NetworkCamera("http://127.0.0.1:9/video"))


def _refusing_fake(_: Path) -> FrameSource:
    return FakeSource([], refuses=FrameSourceError("no fake today"))


@pytest.mark.parametrize(
    "make",
    [_missing_recording, _missing_paced, _missing_webcam, _missing_network, _refusing_fake],
)
def test_what_is_not_there_is_refused_on_entering(
    make: Callable[[Path], FrameSource], tmp_path: Path
) -> None:
    """A source that cannot be opened raises one line on entering and leaves no thread."""
    before = threading.active_count()
    with pytest.raises(FrameSourceError) as refusal, make(tmp_path):
        pass
    assert "\n" not in str(refusal.value)
    assert threading.active_count() == before
