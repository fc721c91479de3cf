from __future__ import annotations

import errno
import math
from itertools import pairwise
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.frames.clips import cut, scramble, write_flash_and_click, write_moving_clip
from tests.frames.fakes import plain_image
from vision.errors import FrameSourceError, FrameWriterError
from vision.frames.video import joining
from vision.frames.video.index import scan
from vision.frames.video.joining import Piece, join
from vision.frames.video.reading import Excerpt, VideoFile
from vision.frames.video.writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def _drawn(recording: Path, folder: Path) -> list[Piece]:
    """Write a recording again in pieces, as a review does."""
    pieces = []
    for start_s, end_s in pairwise((*scan(recording).keys_s, math.inf)):
        path = folder / f"piece{len(pieces)}.mp4"
        with Excerpt(recording, start_s=start_s, end_s=end_s) as excerpt:
            frames = list(excerpt)
        with VideoWriter(path, fps=25, threads=1) as writer:
            for frame in frames:
                writer.write(frame.image_bgr, frame.t_s)
        pieces.append(Piece(path, frames[0].t_s))
    return pieces


def _joined(
    recording: Path, folder: Path, over: Callable[[np.ndarray, int], np.ndarray] | None = None
) -> tuple[Path, str | None]:
    target = folder / "joined.mp4"
    duration_s = scan(recording).duration_s
    pieces = _drawn(recording, folder)
    said = join(pieces, recording, target, duration_s=duration_s, over=over)
    assert not list(folder.glob("*.part"))
    return target, said


def _flash_s(path: Path) -> float:
    with VideoFile(path) as source:
        return next(frame.t_s for frame in source if frame.image_bgr.mean() > 200)


def _click_s(path: Path) -> float:
    """Find the first loud sample, in seconds since the first picture."""
    with av.open(str(path)) as container:
        video = container.streams.video[0]
        for frame in container.decode(audio=0):
            loud = np.flatnonzero(np.abs(frame.to_ndarray()).max(axis=0) > 0.2)
            if loud.size:
                at_s = float(frame.pts * frame.time_base) + loud[0] / frame.sample_rate
                return at_s - float(video.start_time * video.time_base)
    return math.nan


def _codecs(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return [stream.codec_context.codec.canonical_name for stream in container.streams]


def test_joints_do_not_show(tmp_path: Path) -> None:
    """All pictures come at their times, and every second begins with a key picture."""
    recording = write_moving_clip(tmp_path / "a.mp4", times=[3 * n + n % 3 for n in range(60)])
    target, said = _joined(recording, tmp_path)
    assert said is None
    with VideoFile(recording) as source, VideoFile(target) as copy:
        for one, other in zip(source, copy, strict=True):
            assert other.t_s == pytest.approx(one.t_s, abs=0.0001)
            assert np.abs(other.image_bgr.astype(int) - one.image_bgr).mean() < 8
        assert copy.ended_early is None
        assert copy.duration_s == pytest.approx(scan(recording).duration_s, abs=0.001)
    keys_s = np.array(scan(target).keys_s)
    assert np.diff(keys_s).max() < 1.3
    assert target.read_bytes().index(b"moov") < target.read_bytes().index(b"mdat")


@pytest.mark.parametrize(
    ("name", "codec", "how"),
    [
        ("a.mp4", "aac", {}),
        ("a.ts", "aac", {}),
        ("a.mp4", "libmp3lame", {}),
        ("a.mov", "pcm_s16le", {"rate_hz": 44_100}),
        ("a.mkv", "libopus", {}),
        ("a.mp4", "aac", {"sound_from_s": 1.0}),
        ("a.mp4", "aac", {"pictures_from_s": 0.6}),
        ("a.mkv", "flac", {"pictures_from_s": 0.6}),
        ("a.mkv", "flac", {"sound_from_s": 1.0}),
    ],
)
def test_sound_and_pictures_stay_in_time(tmp_path: Path, name: str, codec: str, how: dict) -> None:
    """A click is heard when the flash is seen, whatever begins first and however it is coded."""
    recording = write_flash_and_click(tmp_path / name, codec, **how)
    target, said = _joined(recording, tmp_path)
    assert said is None
    assert _codecs(target) == ["h264", "mp3" if codec == "libmp3lame" else "aac"]
    assert _flash_s(target) == pytest.approx(_flash_s(recording), abs=0.001)
    assert _click_s(target) == pytest.approx(_flash_s(target), abs=0.04)


OVER_S = 1.25
OVER_FOR_S = 0.05


def _beep(samples: np.ndarray, first: int) -> np.ndarray:
    """Lay a beep over sound, from 1.25 s on."""
    t_s = (first + np.arange(samples.shape[1])) / 48_000
    beep = 0.5 * np.sin(2 * np.pi * 3000 * t_s) * ((t_s >= OVER_S) & (t_s < OVER_S + OVER_FOR_S))
    return (samples + beep).astype(np.float32)


@pytest.mark.parametrize(
    ("name", "codec", "how"),
    [
        ("a.mp4", "aac", {}),
        ("a.mov", "pcm_s16le", {"rate_hz": 44_100}),
        ("a.mkv", "flac", {"sound_from_s": 1.0}),
        ("a.mkv", "flac", {"pictures_from_s": 0.6}),
    ],
)
def test_what_is_laid_over_the_sound_is_heard_beside_it(
    tmp_path: Path, name: str, codec: str, how: dict
) -> None:
    """At its own time to a millisecond, from the first picture on; the sound stays in time."""
    recording = write_flash_and_click(tmp_path / name, codec, **how)
    target, said = _joined(recording, tmp_path, over=_beep)
    assert said is None
    assert _codecs(target) == ["h264", "aac"]
    assert _click_s(target) == pytest.approx(OVER_S, abs=0.001)
    with av.open(str(target)) as container:
        rate_hz = container.streams.audio[0].rate
        samples = np.concatenate([f.to_ndarray()[0] for f in container.decode(audio=0)])
    after = samples[round((OVER_S + 2 * OVER_FOR_S) * rate_hz) :]
    click_s = OVER_S + 2 * OVER_FOR_S + np.flatnonzero(np.abs(after) > 0.2)[0] / rate_hz
    assert click_s == pytest.approx(_flash_s(target), abs=0.04)


def test_something_is_laid_over_silence_as_well(tmp_path: Path) -> None:
    """To the last picture."""
    recording = write_moving_clip(tmp_path / "a.mp4")
    target, said = _joined(recording, tmp_path, over=_beep)
    assert (said, _codecs(target)) == (None, ["h264", "aac"])
    assert _click_s(target) == pytest.approx(OVER_S, abs=0.001)
    with av.open(str(target)) as container:
        count = sum(frame.samples for frame in container.decode(audio=0))
    assert count / 48_000 == pytest.approx(scan(recording).duration_s, abs=0.03)


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither writing the pieces nor joining them depends on the moment."""
    recording = write_flash_and_click(tmp_path / "a.mkv", "flac")
    runs = [_joined(recording, tmp_path)[0].read_bytes() for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_recording_without_sound_gives_a_video_without(tmp_path: Path) -> None:
    """There is nothing to tell then."""
    target, said = _joined(write_moving_clip(tmp_path / "a.mp4"), tmp_path)
    assert (said, _codecs(target)) == (None, ["h264"])


def _all_sound_lost(path: Path) -> None:
    """Overwrite every packet of the sound."""
    with av.open(str(path)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(audio=0) if packet.size]
    data = bytearray(path.read_bytes())
    for place, size in places:
        data[place : place + size] = b"\xff" * size
    path.write_bytes(data)


def test_sound_that_cannot_be_decoded_is_left_out(tmp_path: Path) -> None:
    """The pictures are all there, and a sentence says what is not."""
    recording = write_flash_and_click(tmp_path / "a.mp4")
    _all_sound_lost(recording)
    target, said = _joined(recording, tmp_path)
    assert said == "the sound of the recording cannot be decoded; the video has none"
    assert _codecs(target) == ["h264"]
    assert _flash_s(target) == pytest.approx(2)


def test_damage_in_the_sound_becomes_silence(tmp_path: Path) -> None:
    """What follows the damage is still in time, and a sentence says where it was."""
    recording = write_flash_and_click(tmp_path / "a.mp4", length_s=3)
    with av.open(str(recording)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(audio=0) if packet.size]
    data = bytearray(recording.read_bytes())
    for place, size in places[50:60]:
        data[place : place + size] = b"\xff" * size
    recording.write_bytes(data)
    target, said = _joined(recording, tmp_path)
    assert said is not None
    assert "the sound of the recording is damaged at 0:01" in said
    assert _click_s(target) == pytest.approx(2, abs=0.04)


def test_a_recording_that_is_gone_gives_a_video_without_sound(tmp_path: Path) -> None:
    """The pieces are what counts."""
    recording = write_flash_and_click(tmp_path / "a.mp4", length_s=1, at_s=0.2)
    pieces = _drawn(recording, tmp_path)
    recording.unlink()
    said = join(pieces, recording, tmp_path / "joined.mp4", duration_s=1)
    assert said is not None
    assert "no sound" in said
    assert _codecs(tmp_path / "joined.mp4") == ["h264"]


def _one_piece(folder: Path, *, width_px: int = 64, name: str = "piece.mp4") -> Piece:
    with VideoWriter(folder / name, fps=25) as writer:
        for index in range(30):
            writer.write(plain_image(5 * index, width_px=width_px), index / 25)
    return Piece(folder / name, 0.0)


def _left_alone(folder: Path, pieces: Sequence[Piece]) -> str:
    """Fail to join, and check that an older file is still there."""
    target = folder / "joined.mp4"
    target.write_bytes(b"older")
    with pytest.raises((FrameWriterError, FrameSourceError)) as refusal:
        join(pieces, None, target, duration_s=2.4)
    assert target.read_bytes() == b"older"
    assert not list(folder.glob("*.part"))
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


def test_a_piece_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    """Pieces of two sizes cannot follow each other without being coded again."""
    pieces = [_one_piece(tmp_path), _one_piece(tmp_path, width_px=96, name="wide.mp4")]
    assert "wide.mp4" in _left_alone(tmp_path, pieces)


def test_a_piece_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    """An empty piece is named."""
    (tmp_path / "empty.mp4").touch()
    pieces = [_one_piece(tmp_path), Piece(tmp_path / "empty.mp4", 1.2)]
    assert "empty.mp4 is empty" in _left_alone(tmp_path, pieces)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing half written is left."""

    def full(*_: object, **__: object) -> None:
        raise av.error.OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(joining, "merge", full)
    assert "is full; make room" in _left_alone(tmp_path, [_one_piece(tmp_path)])


def test_an_interruption_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle removes what was begun."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(joining, "_lasting", interrupted)
    pieces = [_one_piece(tmp_path)]
    with pytest.raises(KeyboardInterrupt):
        join(pieces, None, tmp_path / "joined.mp4", duration_s=1.2)
    assert [path.name for path in tmp_path.iterdir()] == ["piece.mp4"]


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    """One line says what is wrong."""
    with pytest.raises(FrameWriterError, match="there is no folder"):
        join([_one_piece(tmp_path)], None, tmp_path / "none" / "a.mp4", duration_s=1.2)


def test_a_recording_cut_off_keeps_its_sound_until_there(tmp_path: Path) -> None:
    """The sound that is left is in time with the pictures that are left."""
    recording = write_flash_and_click(tmp_path / "a.mkv", "flac", at_s=1.0)
    cut(recording, 0.7)
    target, _ = _joined(recording, tmp_path)
    assert _click_s(target) == pytest.approx(_flash_s(target), abs=0.04)


def test_any_damage_ends_in_a_video(tmp_path: Path) -> None:
    """Noise across pictures and sound leaves what can be had."""
    recording = write_flash_and_click(tmp_path / "a.mkv", "pcm_s16le", at_s=3.0)
    scramble(recording, 0.2, 0.25)
    target, _ = _joined(recording, tmp_path)
    assert _codecs(target) == ["h264", "aac"]
    assert _flash_s(target) == pytest.approx(3.0)
