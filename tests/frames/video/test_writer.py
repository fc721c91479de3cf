from __future__ import annotations

import errno
import io
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.frames.clips import picture
from tests.frames.fakes import plain_image
from tests.paths import ROOT
from vision.errors import FrameWriterError
from vision.frames.video.reading import VideoFile
from vision.frames.video.writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing_extensions import Buffer

    from vision.frames.source import Frame

_WRITES_UNTIL_KILLED = """
import sys, itertools
from tests.frames.clips import picture
from vision.frames.video.writer import VideoWriter
images = [picture(index, 160, 120) for index in range(10)]
with VideoWriter(sys.argv[1]) as writer:
    for index in itertools.count():
        writer.write(images[index % 10], index / 20)
        print(index, flush=True)
"""


def _written(path: Path, images: Sequence[np.ndarray], times_s: Sequence[float]) -> list[Frame]:
    with VideoWriter(path) as writer:
        for image, t_s in zip(images, times_s, strict=True):
            writer.write(image, t_s)
    with VideoFile(path) as source:
        frames = list(source)
        assert source.ended_early is None
    return frames


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.M4V"])
def test_pictures_and_their_times_are_kept(tmp_path: Path, name: str) -> None:
    """What is written is read again, at the same distances in time."""
    times_s = [3.0, 3.033, 3.1, 4.7, 4.71, 6.0]
    images = [plain_image(level) for level in range(0, 240, 40)]
    frames = _written(tmp_path / name, images, times_s)
    assert [frame.t_s + 3 for frame in frames] == pytest.approx(times_s, abs=0.001)
    for image, frame in zip(images, frames, strict=True):
        assert np.abs(image.astype(int) - frame.image_bgr).max() < 6


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv"])
def test_what_is_heard_is_heard_when_it_is_shown(tmp_path: Path, name: str) -> None:
    """A click sounds with its picture, and pictures keep their times beside sound."""
    shown = np.arange(60) == 30
    click = np.sin(np.arange(480) * 2 * np.pi / 48, dtype=np.float32)
    with VideoWriter(tmp_path / name, sound_hz=48_000) as writer:
        for index, now in enumerate(shown):
            writer.write(plain_image(200 if now else 20), index / 30)
            writer.write_sound(np.pad(click, (0, 1120)) * np.float32(now))
    with VideoFile(tmp_path / name) as source:
        frames = list(source)
    assert [frame.t_s for frame in frames] == pytest.approx(np.arange(60) / 30, abs=0.001)
    assert [frame.image_bgr.mean() > 100 for frame in frames] == shown.tolist()
    with av.open(str(tmp_path / name)) as container:
        heard = [(sound.time, np.abs(sound.to_ndarray()[0])) for sound in container.decode(audio=0)]
    loud_s = [at_s + np.argmax(x > 0.3) / 48_000 for at_s, x in heard if (x > 0.3).any()]
    assert loud_s[0] == pytest.approx(1.0, abs=0.003)


def test_pictures_that_do_not_go_forward_in_time_are_moved_behind(tmp_path: Path) -> None:
    """Repeated and earlier times lose no picture."""
    frames = _written(tmp_path / "a.mp4", [plain_image()] * 4, [0, 0.5, 0.5, 0.4])
    assert [frame.t_s for frame in frames] == pytest.approx([0, 0.5, 0.5, 0.5], abs=0.001)


def test_odd_sizes_grow_by_one(tmp_path: Path) -> None:
    """H.264 needs even sizes; the last row and column are repeated."""
    frames = _written(tmp_path / "a.mp4", [plain_image(120, width_px=35, height_px=1)], [0])
    assert frames[0].image_bgr.shape == (2, 36, 3)
    assert np.abs(frames[0].image_bgr.astype(int) - 120).max() < 6


def test_later_pictures_of_another_size_are_fitted(tmp_path: Path) -> None:
    """The first picture fixes the size; a wider one gets bars above and below."""
    first = plain_image(200, width_px=64, height_px=64)
    wide = plain_image(200, width_px=128, height_px=64)
    frames = _written(tmp_path / "a.mp4", [first, wide], [0, 0.1])
    levels = frames[1].image_bgr[:, 32, 0].astype(int)
    assert levels[4] < 20
    assert levels[60] < 20
    assert abs(levels[32] - 200) < 8


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot kill in this way")
@pytest.mark.parametrize(
    ("name", "killed_after"),
    [("a.mp4", 4), ("a.mp4", 47), ("a.mp4", 90), ("a.mkv", 4), ("a.mkv", 71)],
)
def test_a_recording_plays_whatever_moment_it_is_killed_at(
    tmp_path: Path, name: str, killed_after: int
) -> None:
    """After a kill without warning, all but the last second is there, of the first one a part."""
    path = tmp_path / name
    root = ROOT
    command = [sys.executable, "-c", _WRITES_UNTIL_KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as child:  # noqa: S603
        assert child.stdout is not None
        written = 0
        for line in child.stdout:
            written = int(line)
            if written >= killed_after:
                child.send_signal(signal.SIGKILL)
                break
        written = max([written, *map(int, child.stdout.read().split())])
    with VideoFile(path) as source:
        frames = list(source)
    assert frames[-1].t_s >= written / 20 - 1.5
    error = np.abs(frames[-1].image_bgr.astype(int) - picture(frames[-1].index % 10, 160, 120))
    assert error.mean() < 25


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none/a.mp4", "there is no folder"),
        ("a.xyz", r"expected a video name ending in \.mp4"),
        ("folder.mp4", "got the folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path, name: str, said: str) -> None:
    """One line says what is wrong, on entering."""
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(FrameWriterError, match=said), VideoWriter(tmp_path / name):
        pass


def test_a_place_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that may not be written is told to be so."""

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(FrameWriterError, match="no permission"), VideoWriter(tmp_path / "a.mp4"):
        pass


class SmallDisk(io.FileIO):
    """A file on a disk with room for 100 kB."""

    def write(self, data: Buffer) -> int:
        """Write, or find the disk full."""
        if self.tell() + memoryview(data).nbytes > 100_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def _write_on_and_on(path: Path) -> None:
    with VideoWriter(path) as writer:
        for index in range(1000):
            writer.write(picture(index, 160, 120), index / 20)


def test_a_full_disk_is_told_and_keeps_what_was_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk fills up, the error says so and what was written before still plays."""
    path = tmp_path / "a.mp4"
    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", lambda path, mode, **_: SmallDisk(path, mode))
        with pytest.raises(FrameWriterError, match=r"disk of .* is full; .* plays"):
            _write_on_and_on(path)
    with VideoFile(path) as source:
        assert len(list(source)) > 10


def test_nothing_recorded_leaves_no_file(tmp_path: Path) -> None:
    """A session that ends before its first picture leaves no empty video behind."""
    with VideoWriter(tmp_path / "a.mp4"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_writing_outside_the_with_statement_is_a_mistake(tmp_path: Path) -> None:
    """A writer that was not entered, or was left, refuses pictures."""
    writer = VideoWriter(tmp_path / "a.mp4")
    with pytest.raises(RuntimeError, match="is not open"):
        writer.write(plain_image(), 0.0)
    with writer:
        writer.write(plain_image(), 0.0)
    writer.__exit__(None, None, None)
    with pytest.raises(RuntimeError, match="is not open"):
        writer.write(plain_image(), 1.0)
