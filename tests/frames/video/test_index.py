from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.frames.clips import (
    cut,
    scramble,
    write_audio_only,
    write_clip,
    write_flash_and_click,
    write_moving_clip,
)
from tests.frames.recordings import RECORDINGS
from vision.errors import FrameSourceError
from vision.frames.video.index import scan
from vision.frames.video.reading import VideoFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_scan_tells_what_decoding_gives(recording_of: Callable[[str], Path], kind: str) -> None:
    """Size, length and key times are those of the decoded pictures, to the last bit."""
    path, can_be_cut = recording_of(kind), RECORDINGS[kind][1]
    found = scan(path)
    with VideoFile(path) as source:
        frames = list(source)
    times_s = [frame.t_s for frame in frames]
    assert found.size_px == frames[0].size_px
    assert found.keys_s[0] == 0
    assert set(found.keys_s) <= set(times_s)
    assert list(found.keys_s) == sorted(set(found.keys_s))
    assert (len(found.keys_s) > 2) == can_be_cut
    assert found.duration_s == pytest.approx(times_s[-1] + 0.04, abs=0.1)
    left_out = 0 if can_be_cut else 0.2
    assert found.rate_hz == pytest.approx(len(frames) / found.duration_s, rel=0.02 + left_out)
    assert not found.has_sound


def test_a_scan_tells_of_sound_and_of_its_progress(tmp_path: Path) -> None:
    """The bytes read rise to the size of the file."""
    path = write_flash_and_click(tmp_path / "a.mp4")
    told: list[int] = []
    assert scan(path, told.append).has_sound
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == path.stat().st_size


def test_the_fingerprint_is_of_the_content(tmp_path: Path) -> None:
    """A copy under another name has the same; other content has another."""
    path = write_moving_clip(tmp_path / "a.mp4")
    copy = tmp_path / "copy.mov"
    shutil.copy(path, copy)
    other = write_moving_clip(tmp_path / "b.mp4", count=59)
    assert scan(path).fingerprint == scan(copy).fingerprint != scan(other).fingerprint
    assert len(bytes.fromhex(scan(path).fingerprint)) == 32


def test_a_recording_that_breaks_off_is_cut_as_far_as_it_goes(tmp_path: Path) -> None:
    """What comes before the break has its key pictures."""
    path = tmp_path / "a.mp4"
    write_clip(path, range(0, 6000, 100), codec="libx264", options={"movflags": "faststart"})
    whole = scan(path).keys_s
    part = scan(cut(path, 0.6)).keys_s
    assert 1 < len(part) < len(whole)
    assert part == whole[: len(part)]


def test_damage_inside_a_transport_stream_makes_it_one_piece(tmp_path: Path) -> None:
    """Packets known to be damaged leave no certainty about what follows."""
    path = write_moving_clip(tmp_path / "a.ts", size_px=(320, 240))
    assert len(scan(path).keys_s) > 1
    assert scan(scramble(path, 0.4, 0.45)).keys_s == (0.0,)


@pytest.mark.parametrize("size_px", [(1, 1), (3840, 2160)])
def test_one_picture_of_any_size_is_a_recording(tmp_path: Path, size_px: tuple[int, int]) -> None:
    """A picture of one pixel and one of 4K are scanned; each lasts as long as it says."""
    path = tmp_path / "a.mp4"
    found = scan(write_moving_clip(path, "mjpeg", count=1, b_frames=0, size_px=size_px))
    assert (found.size_px, found.keys_s) == (size_px, (0.0,))
    assert found.duration_s == pytest.approx(0.04)
    assert found.rate_hz == pytest.approx(25)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda path: path.unlink(), "there is no file"),
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.write_text("no pictures\n" * 99), "not a recording"),
        (lambda path: cut(path, 0.7), "cut off"),
        (lambda path: write_audio_only(path.with_suffix(".m4a")).replace(path), "only audio"),
        (lambda path: (path.unlink(), path.mkdir()), "got the folder"),
    ],
)
def test_what_is_no_recording_is_refused(tmp_path: Path, spoil, said: str) -> None:  # noqa: ANN001
    """The errors are those of playing the file."""
    path = write_clip(tmp_path / "a.mp4")
    spoil(path)
    with pytest.raises(FrameSourceError, match=said):
        scan(path)
