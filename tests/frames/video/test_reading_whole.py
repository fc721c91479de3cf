from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.frames.clips import (
    cut,
    picture,
    scramble,
    set_display_matrix,
    write_audio_only,
    write_clip,
)
from vision.errors import FrameSourceError
from vision.frames.video.reading import VideoFile

if TYPE_CHECKING:
    from vision.frames.source import Frame

_FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
_INDEX_FIRST = {"movflags": "faststart"}


def _played(path: Path) -> tuple[list[Frame], str | None]:
    with VideoFile(path) as source:
        return list(source), source.ended_early


def _refusal(path: Path) -> str:
    with pytest.raises(FrameSourceError) as refusal, VideoFile(path):
        pass
    message = str(refusal.value)
    assert "\n" not in message
    assert str(path) in message
    return message


def test_a_variable_frame_rate_is_kept(tmp_path: Path) -> None:
    """Times are those the pictures are presented at, from the first picture."""
    times_ms = [500, 533, 600, 1400, 1410]
    frames, _ = _played(
        write_clip(tmp_path / "a.mp4", times_ms, options={"avoid_negative_ts": "0"})
    )
    assert [frame.t_s for frame in frames] == pytest.approx([0, 0.033, 0.1, 0.9, 0.91])


def test_every_picture_comes_once_and_in_order(tmp_path: Path) -> None:
    """Decoding ahead changes neither the order nor the content, however often it is done."""
    path = write_clip(tmp_path / "a.mp4")
    runs = [_played(path)[0] for _ in range(3)]
    assert [frame.index for frame in runs[0]] == list(range(20))
    for run in runs[1:]:
        for one, other in zip(runs[0], run, strict=True):
            assert one.t_s == other.t_s
            assert np.array_equal(one.image_bgr, other.image_bgr)


def test_the_length_is_known_beforehand(tmp_path: Path) -> None:
    """The duration is told before the first picture is taken."""
    with VideoFile(write_clip(tmp_path / "a.mp4")) as source:
        assert source.duration_s == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("matrix", "upright"),
    [
        ((1, 0, 0, 1), lambda image: image),
        ((0, 1, -1, 0), lambda image: np.rot90(image, -1)),
        ((0, -1, 1, 0), np.rot90),
        ((-1, 0, 0, -1), lambda image: np.rot90(image, 2)),
        ((-1, 0, 0, 1), np.fliplr),
        ((0, 1, 1, 0), lambda image: image.transpose(1, 0, 2)),
    ],
)
def test_turned_and_mirrored_recordings_are_shown_upright(tmp_path: Path, matrix, upright) -> None:  # noqa: ANN001
    """Phones store the picture as the sensor lies and say how to turn it."""
    path = write_clip(tmp_path / "a.mp4", [0])
    stored = _played(path)[0][0].image_bgr
    set_display_matrix(path, matrix)
    shown = _played(path)[0][0].image_bgr
    assert np.array_equal(shown, upright(stored))
    assert shown.flags.c_contiguous


@pytest.mark.parametrize("size_px", [(1, 1), (2, 2), (35, 51), (64, 1)])
def test_any_size_is_read(tmp_path: Path, size_px: tuple[int, int]) -> None:
    """Odd and tiny sizes come out exactly as they went in."""
    path = write_clip(tmp_path / "a.mkv", [0, 100], size_px=size_px, codec="ffv1", pixels="bgr0")
    frames, damage = _played(path)
    assert damage is None
    for index, frame in enumerate(frames):
        assert np.array_equal(frame.image_bgr, picture(index, *size_px))


def test_animations_and_transparent_images_are_recordings_too(tmp_path: Path) -> None:
    """A GIF plays at its own times; an image with transparency is a recording of one picture."""
    gif = write_clip(tmp_path / "a.gif", [0, 100, 350], codec="gif", pixels="rgb8")
    assert [frame.t_s for frame in _played(gif)[0]] == pytest.approx([0, 0.1, 0.35])
    image = tmp_path / "a%20b.png"
    cv2.imwrite(str(image), np.full((31, 33, 4), 200, np.uint8))
    frames, _ = _played(image)
    assert [frame.image_bgr.shape for frame in frames] == [(31, 33, 3)]


def test_oblong_pixels_are_made_square(tmp_path: Path) -> None:
    """A recording whose pixels are twice as wide as high is widened, for angles to be true."""
    path = write_clip(tmp_path / "a.mp4", [0], pixel_shape=2)
    assert _played(path)[0][0].image_bgr.shape == (48, 128, 3)


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("index-first.mp4", "mpeg4", _INDEX_FIRST),
        ("fragments.mp4", "mpeg4", _FRAGMENTS),
        ("clip.mkv", "mpeg4", None),
        ("index-first.mp4", "libx264", _INDEX_FIRST),
        ("clip.mkv", "libx264", None),
    ],
)
def test_a_truncated_recording_gives_what_there_is(
    tmp_path: Path, name: str, codec: str, options: dict[str, str] | None
) -> None:
    """A file cut off gives the first pictures, unchanged, and then says where it stopped."""
    path = write_clip(tmp_path / name, range(0, 6000, 100), codec=codec, options=options)
    whole, no_damage = _played(path)
    part, damage = _played(cut(path, 0.6))
    assert no_damage is None
    assert 20 < len(part) < 45
    assert all(
        np.array_equal(one.image_bgr, other.image_bgr)
        for one, other in zip(whole, part, strict=False)
    )
    stopped_s = int(part[-1].t_s)
    assert damage == f"the recording is damaged after 0:0{stopped_s}; the rest cannot be read"


def test_a_recording_without_its_index_says_it_was_cut_off(tmp_path: Path) -> None:
    """An MP4 whose index is at the end is lost with the end."""
    assert "cut off" in _refusal(cut(write_clip(tmp_path / "a.mp4"), 0.6))


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_damage_in_the_middle_is_passed_over_and_told(tmp_path: Path, codec: str) -> None:
    """Pictures after the damage are given at their times, and always the same ones."""
    path = write_clip(tmp_path / "a.mp4", range(0, 6000, 100), codec=codec, options=_INDEX_FIRST)
    scramble(path, 0.6, 0.65)
    frames, damage = _played(path)
    assert 40 < len(frames) < 60
    assert frames[-1].t_s == pytest.approx(5.9)
    assert damage is not None
    assert damage.startswith("the recording is damaged at 0:03; some pictures")
    again, _ = _played(path)
    assert [frame.t_s for frame in again] == [frame.t_s for frame in frames]
    assert all(
        np.array_equal(one.image_bgr, other.image_bgr)
        for one, other in zip(frames, again, strict=True)
    )


def test_a_recording_whose_pictures_are_all_damaged_is_refused(tmp_path: Path) -> None:
    """A file with an index but nothing to decode is refused on entering."""
    path = write_clip(tmp_path / "a.mp4", codec="libx264", options=_INDEX_FIRST)
    data = path.read_bytes()
    start = data.index(b"mdat") + 4
    path.write_bytes(data[:start] + bytes(len(data) - start))
    assert "none of its pictures can be decoded" in _refusal(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    """Zero bytes are called empty."""
    path = tmp_path / "a.mp4"
    path.touch()
    assert "is empty" in _refusal(path)


@pytest.mark.parametrize("name", ["a.mp4", "a.txt", "a.nfo"])
def test_a_text_file_is_refused(tmp_path: Path, name: str) -> None:
    """Text is no video, whatever it is called."""
    path = tmp_path / name
    path.write_text("no pictures here\n" * 100)
    assert "expected" in _refusal(path)


def test_sound_without_pictures_is_refused(tmp_path: Path) -> None:
    """A sound file is told to be one."""
    assert "found only audio" in _refusal(write_audio_only(tmp_path / "a.m4a"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    """A folder is told to be one."""
    assert "got the folder" in _refusal(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A wrong name is told to be one."""
    assert "there is no file" in _refusal(tmp_path / "a.mp4")


def test_a_device_is_refused() -> None:
    """A device file, which could be read for ever, is no recording."""
    assert "got the device" in _refusal(Path(os.devnull))


def test_a_file_without_permission_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that may not be read is told to be so, also where the tests' user may read all."""
    path = write_clip(tmp_path / "a.mp4", [0])
    path.chmod(0)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    assert "no permission to read" in _refusal(path)


def test_a_playlist_cannot_make_the_program_fetch(tmp_path: Path) -> None:
    """A playlist naming the network is refused instead of followed."""
    path = tmp_path / "a.m3u8"
    path.write_text("#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")
    assert "not a recording" in _refusal(path)


def test_iterating_a_recording_outside_its_with_statement_is_a_mistake(tmp_path: Path) -> None:
    """A source that was not entered refuses to iterate."""
    with pytest.raises(RuntimeError, match="is not open"):
        iter(VideoFile(write_clip(tmp_path / "a.mp4", [0])))
