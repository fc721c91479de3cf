from __future__ import annotations

import math
import threading
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from tests.frames.clips import cut, scramble, write_clip, write_moving_clip
from tests.frames.recordings import RECORDINGS
from tests.paths import ROUTINES
from vision.errors import FrameSourceError
from vision.frames.source import FrameSource
from vision.frames.video.index import scan
from vision.frames.video.reading import Excerpt, VideoFile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vision.frames.source import Frame


def _taken(path: Path, **how: float) -> list[Frame]:
    with Excerpt(path, **how) as excerpt:
        return list(excerpt)


def _in_pieces(path: Path, cuts_s: Sequence[float], **how: float) -> list[Frame]:
    return list(
        chain.from_iterable(
            _taken(path, start_s=start_s, end_s=end_s, **how)
            for start_s, end_s in pairwise((*cuts_s, math.inf))
        )
    )


def _pictures(frames: Sequence[Frame]) -> list[tuple[float, bytes]]:
    return [(frame.t_s, frame.image_bgr.tobytes()) for frame in frames]


@pytest.mark.parametrize("kind", RECORDINGS)
def test_excerpts_that_adjoin_are_the_whole(recording_of: Callable[[str], Path], kind: str) -> None:
    """Cut at its key pictures, a recording gives the same pictures at the same times."""
    path = recording_of(kind)
    keys_s = scan(path).keys_s[:: 1 if kind != "Motion JPEG in AVI" else 17]
    with VideoFile(path) as source:
        whole = list(source)
    assert _pictures(_taken(path)) == _pictures(whole)
    assert _pictures(_in_pieces(path, keys_s, threads=1)) == _pictures(whole)
    thinned = _taken(path, rate_hz=7, max_side_px=40)
    pieces = _in_pieces(path, keys_s, rate_hz=7, max_side_px=40, threads=1)
    assert _pictures(pieces) == _pictures(thinned)
    assert [frame.index for frame in pieces] == [frame.index for frame in thinned]
    assert max(thinned[0].size_px) == 40


def test_the_demo_clip_is_cut_without_a_seam() -> None:
    """Two excerpts of the demo clip give what one gives."""
    path = ROUTINES / "demo.mp4"
    keys_s = scan(path).keys_s
    how = {"end_s": keys_s[2] + 1, "rate_hz": 3, "max_side_px": 96}
    first = _taken(path, **{**how, "end_s": keys_s[1]})
    second = _taken(path, start_s=keys_s[1], **how)
    assert _pictures(first + second) == _pictures(_taken(path, **how))


def test_thinning_takes_the_first_picture_at_or_after_each_tick(tmp_path: Path) -> None:
    """Where the rate varies, ticks without a picture of their own are passed over."""
    times_ms = [0, 99, 100, 120, 350, 360, 399, 401, 1000]
    path = write_clip(tmp_path / "a.mkv", times_ms)
    frames = _taken(path, rate_hz=10)
    assert [round(1000 * frame.t_s) for frame in frames] == [0, 100, 350, 401, 1000]
    assert [frame.index for frame in frames] == [0, 1, 3, 4, 10]


def test_times_rounded_by_the_container_still_meet_their_ticks(tmp_path: Path) -> None:
    """A picture stamped 133 ms that was taken at 133.33 is the one of that tick."""
    path = write_clip(tmp_path / "a.mkv", [round(1000 * index / 30) for index in range(31)])
    frames = _taken(path, rate_hz=15)
    assert [frame.index for frame in frames] == list(range(16))
    assert [frame.t_s for frame in frames] == pytest.approx(np.arange(16) / 15, abs=0.001)


def test_an_excerpt_begins_and_ends_anywhere(tmp_path: Path) -> None:
    """Between key pictures, those before the beginning are decoded but left out."""
    path = write_moving_clip(tmp_path / "a.mp4")
    frames = _taken(path, start_s=0.7, end_s=1.3)
    assert [round(25 * frame.t_s) for frame in frames] == list(range(18, 33))
    assert [frame.index for frame in frames] == list(range(15))
    assert _taken(path, start_s=100) == []


def test_smaller_pictures_are_not_enlarged(tmp_path: Path) -> None:
    """A limit above the size changes nothing."""
    path = write_moving_clip(tmp_path / "a.mp4", count=3)
    assert _pictures(_taken(path, max_side_px=400)) == _pictures(_taken(path))


def test_shrinking_averages(tmp_path: Path) -> None:
    """A shrunk picture has the proportions and the mean colour of the whole."""
    path = write_moving_clip(tmp_path / "a.mp4", count=1, size_px=(1280, 720))
    large, small = _taken(path)[0].image_bgr, _taken(path, max_side_px=320)[0].image_bgr
    assert small.shape == (180, 320, 3)
    assert small.mean(axis=(0, 1)) == pytest.approx(large.mean(axis=(0, 1)), abs=2)


def test_pictures_of_another_size_are_fitted_between_bars(tmp_path: Path) -> None:
    """All pictures of an excerpt share one scale; the other ones keep their proportions."""
    path = tmp_path / "a.ts"
    wide = write_moving_clip(tmp_path / "b.ts", "mpeg2video", size_px=(128, 64), b_frames=0)
    tall = write_moving_clip(tmp_path / "c.ts", "mpeg2video", size_px=(64, 64), b_frames=0)
    path.write_bytes(wide.read_bytes() + tall.read_bytes())
    frames = _taken(path, max_side_px=64)
    assert {frame.size_px for frame in frames} == {(64, 32)}
    assert frames[-1].image_bgr[:, :14].max() < 20
    assert frames[-1].image_bgr[:, 20:44].min() > 5


@pytest.mark.parametrize("threads", [0, 1])
def test_an_excerpt_is_a_source_that_leaves_nothing_behind(tmp_path: Path, threads: int) -> None:
    """It keeps the contract of sources, also when it is left in the middle and entered again."""
    path = write_moving_clip(tmp_path / "a.mp4")
    excerpt = Excerpt(path, start_s=0.48, end_s=1.0, threads=threads)
    assert isinstance(excerpt, FrameSource)
    before = threading.active_count()
    for _ in range(2):
        with excerpt:
            assert next(iter(excerpt)).t_s == pytest.approx(0.48)
            assert excerpt.duration_s == pytest.approx(0.52)
        assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="is not open"):
        iter(excerpt)


def _ends(path: Path, cuts_s: Sequence[float]) -> list[str | None]:
    ends = []
    for start_s, end_s in pairwise((*cuts_s, math.inf)):
        with Excerpt(path, start_s=start_s, end_s=end_s) as excerpt:
            list(excerpt)
        ends.append(excerpt.ended_early)
    return ends


def test_only_the_excerpt_that_holds_damage_tells_of_it(tmp_path: Path) -> None:
    """Those before and after are as they would be without."""
    path = tmp_path / "a.mp4"
    write_clip(path, range(0, 6000, 100), codec="libx264", options={"movflags": "faststart"})
    keys_s = scan(path).keys_s
    whole = _taken(path)
    scramble(path, 0.62, 0.63)
    later_s = next(key_s for key_s in keys_s if key_s > 4.5)
    cuts_s = (0.0, next(key_s for key_s in keys_s if key_s > 2), later_s)
    ends = _ends(path, cuts_s)
    assert ends[0] is ends[2] is None
    assert ends[1] is not None
    assert "some pictures there cannot be read" in ends[1]
    kept = _pictures(_in_pieces(path, cuts_s))
    assert set(_pictures([frame for frame in whole if frame.t_s >= later_s])) <= set(kept)


def test_only_the_last_excerpt_tells_that_the_end_is_missing(tmp_path: Path) -> None:
    """An excerpt that ends before the break is whole."""
    path = write_moving_clip(tmp_path / "a.mp4", count=100, muxing={"movflags": "faststart"})
    cut(path, 0.6)
    ends = _ends(path, scan(path).keys_s)
    assert set(ends[:-1]) == {None}
    assert ends[-1] is not None
    assert "the rest cannot be read" in ends[-1]


def test_a_damaged_key_picture_does_not_stop_an_excerpt(tmp_path: Path) -> None:
    """Where the first picture is damaged, the others come as they do in the whole."""
    path = write_moving_clip(tmp_path / "a.mp4", b_frames=0, size_px=(320, 240))
    keys_s = scan(path).keys_s
    with av.open(str(path)) as container:
        keys = [packet for packet in container.demux(video=0) if packet.is_keyframe]
        place, size = keys[2].pos, keys[2].size
    data = bytearray(path.read_bytes())
    data[place + 30 : place + size] = np.random.default_rng(1).bytes(size - 30)
    path.write_bytes(data)
    times_s = [frame.t_s for frame in _taken(path, threads=1) if frame.t_s >= keys_s[2]]
    assert [frame.t_s for frame in _taken(path, start_s=keys_s[2], threads=1)] == times_s
    assert keys_s[2] not in times_s


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """Entering raises what playing the file raises."""
    with pytest.raises(FrameSourceError, match="there is no file"), Excerpt(tmp_path / "a.mp4"):
        pass
