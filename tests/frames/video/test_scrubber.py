from __future__ import annotations

import math
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.frames.clips import cut, scramble, write_clip, write_moving_clip
from tests.frames.recordings import RECORDINGS
from vision.errors import FrameSourceError
from vision.frames.video import scrubber as scrubbing
from vision.frames.video.index import scan
from vision.frames.video.reading import VideoFile
from vision.frames.video.scrubber import Scrubber
from vision.frames.video.seeking import OpenRecording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from av import VideoFrame

    from vision.frames.source import Frame


def _scrubber(path: Path, max_side_px: int | None = None) -> Scrubber:
    return Scrubber(path, keys_s=scan(path).keys_s, max_side_px=max_side_px)


def _whole(path: Path) -> list[Frame]:
    with VideoFile(path) as source:
        return list(source)


def _expected(whole: Sequence[Frame], t_s: float) -> Frame:
    """Return the last picture that is not later than a time, else the first."""
    return [whole[0], *(frame for frame in whole if frame.t_s <= t_s)][-1]


def _same(found: Frame, expected: Frame) -> bool:
    return found.t_s == expected.t_s and np.array_equal(found.image_bgr, expected.image_bgr)


def _strolls(whole: Sequence[Frame]) -> dict[str, list[float]]:
    """Return ways through a recording: exactly at pictures, between them and beyond both ends."""
    times_s = [frame.t_s for frame in whole]
    between_s = [t_s + 0.013 for t_s in times_s]
    shuffled = [*times_s, *between_s, -1.0, times_s[-1] + 100.0]
    np.random.default_rng(4).shuffle(shuffled)
    return {
        "forwards": between_s[::2],
        "backwards": times_s[::-1][:12],
        "anyhow": shuffled[:12],
        "the ends": [times_s[-1], -3.0, math.inf, 0.0, times_s[-1] - 1e-6, 1e9, -math.inf],
    }


@pytest.mark.parametrize("kind", RECORDINGS)
def test_it_shows_what_playing_shows_at_that_time(
    recording_of: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Forwards, backwards and anyhow, whatever the recording; nothing comes from what is kept."""
    monkeypatch.setattr(scrubbing, "_KEPT_BYTES", 0)
    path = recording_of(kind)
    whole = _whole(path)
    with _scrubber(path) as scrubber:
        for way, times_s in _strolls(whole).items():
            wrong = [t for t in times_s if not _same(scrubber.at(t), _expected(whole, t))]
            assert wrong == [], way


def test_a_damaged_recording_shows_what_can_be_decoded(tmp_path: Path) -> None:
    """Where pictures are missing the one before them stays, as it does in a player."""
    path = tmp_path / "a.mp4"
    write_clip(path, range(0, 6000, 100), codec="libx264", options={"movflags": "faststart"})
    scramble(path, 0.62, 0.63)
    whole = _whole(path)
    assert len(whole) < 60
    with _scrubber(path) as scrubber:
        for t_s in (5.9, 3.75, 4.25, 1.0, 0.0):
            found = scrubber.at(t_s)
            assert found.t_s <= t_s
            assert _same(found, _expected(whole, found.t_s))


def test_a_recording_cut_off_ends_with_its_last_whole_picture(tmp_path: Path) -> None:
    """Beyond the break there is nothing else to show."""
    path = write_moving_clip(tmp_path / "a.mp4", count=100, muxing={"movflags": "faststart"})
    cut(path, 0.6)
    with _scrubber(path) as scrubber:
        assert scrubber.at(4.0).t_s == _whole(path)[-1].t_s < 3.0


class _Counted(OpenRecording):
    """Counts how often decoding begins anew."""

    begun = 0

    def pictures_from(
        self, within_s: tuple[float, float]
    ) -> tuple[float | None, Iterator[tuple[VideoFrame, float]]]:
        """Count, and begin."""
        type(self).begun += 1
        return super().pictures_from(within_s)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[_Counted]:
    """Give what counts the beginnings of scrubbers entered from now on."""
    monkeypatch.setattr(_Counted, "begun", 0)
    monkeypatch.setattr(scrubbing, "OpenRecording", _Counted)
    return _Counted


def test_stepping_forward_decodes_on(tmp_path: Path, counted: type[_Counted]) -> None:
    """Key pictures on the way are not gone to; far ahead the last one is."""
    path = write_moving_clip(tmp_path / "a.mp4", count=100)
    with _scrubber(path) as scrubber:
        for tick in range(0, 60, 3):
            scrubber.at(tick / 25)
        assert counted.begun == 1
        scrubber.at(99 / 25)
        assert counted.begun == 2


def test_stepping_back_decodes_once_for_several_steps(
    tmp_path: Path, counted: type[_Counted]
) -> None:
    """The pictures before the one asked for are decoded on the way, and kept."""
    path = write_moving_clip(tmp_path / "a.mp4", count=100, key_every=100)
    with _scrubber(path) as scrubber:
        whole = [scrubber.at(tick / 25) for tick in range(100)]
    with _scrubber(path) as scrubber:
        scrubber.at(3.9)
        counted.begun = 0
        for tick in range(95, 35, -3):
            assert _same(scrubber.at(tick / 25), whole[tick])
        assert counted.begun <= 4


def test_the_latest_pictures_are_kept(tmp_path: Path, counted: type[_Counted]) -> None:
    """Going back and forth over a few pictures decodes them once."""
    path = write_moving_clip(tmp_path / "a.mp4")
    with _scrubber(path) as scrubber:
        seen = [scrubber.at(t_s) for t_s in (0.2, 0.24, 0.28)]
        again = [scrubber.at(t_s + 0.01) for t_s in (0.28, 0.2, 0.24)]
        assert all(a is b for a, b in zip(again, (seen[2], *seen[:2]), strict=True))
        assert counted.begun == 1


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one not looked at for longest goes first."""
    path = write_moving_clip(tmp_path / "a.mp4")
    monkeypatch.setattr(scrubbing, "_KEPT_BYTES", 2 * 96 * 64 * 3)
    with _scrubber(path) as scrubber:
        first, second = scrubber.at(0.0), scrubber.at(0.04)
        assert scrubber.at(0.0) is first
        scrubber.at(0.08)
        assert scrubber.at(0.0) is first
        assert scrubber.at(0.04) is not second


def test_pictures_are_shrunk_and_upright(tmp_path: Path) -> None:
    """A phone held upright gives tall pictures, at most as long as asked for."""
    path = RECORDINGS["turned"][0](tmp_path)
    with _scrubber(path, max_side_px=48) as scrubber:
        assert scrubber.at(1.0).size_px == (32, 48)


def test_pictures_of_another_size_are_fitted_between_bars(tmp_path: Path) -> None:
    """All pictures have the first one's size, whose pixels landmarks are counted in."""
    path = tmp_path / "a.ts"
    wide = write_moving_clip(tmp_path / "b.ts", "mpeg2video", size_px=(128, 64), b_frames=0)
    tall = write_moving_clip(tmp_path / "c.ts", "mpeg2video", size_px=(64, 64), b_frames=0)
    path.write_bytes(wide.read_bytes() + tall.read_bytes())
    with _scrubber(path, max_side_px=64) as scrubber:
        last = scrubber.at(math.inf)
        assert last.size_px == scrubber.at(0.0).size_px == (64, 32)
        assert last.image_bgr[:, :14].max() < 20


def test_pixels_are_not_to_be_written_to(tmp_path: Path) -> None:
    """They are kept for the next who asks."""
    path = write_moving_clip(tmp_path / "a.mp4", count=3)
    with _scrubber(path) as scrubber, pytest.raises(ValueError, match="read-only"):
        scrubber.at(0.0).image_bgr[:] = 0


def test_threads_wait_for_each_other(tmp_path: Path) -> None:
    """Each gets the picture it asked for."""
    path = write_moving_clip(tmp_path / "a.mp4")
    whole = _whole(path)
    wrong: list[float] = []

    def ask(seed: int) -> None:
        for index in np.random.default_rng(seed).integers(0, 60, 15):
            t_s = whole[index].t_s
            if not _same(scrubber.at(t_s), whole[index]):
                wrong.append(t_s)

    with _scrubber(path) as scrubber:
        threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize("spoil", ["gone", "changed"])
def test_a_recording_that_is_no_longer_there_is_told(tmp_path: Path, spoil: str) -> None:
    """In one line, and what was kept is still shown."""
    path = write_moving_clip(tmp_path / "a.mp4")
    with _scrubber(path) as scrubber:
        first = scrubber.at(0.0)
        if spoil == "gone":
            path.rename(tmp_path / "b.mp4")
        else:
            path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(FrameSourceError, match=r"can no longer|has changed") as told:
            scrubber.at(1.0)
        assert "\n" not in str(told.value)
        assert scrubber.at(0.0) is first


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    """Entering raises what playing the file raises."""
    with pytest.raises(FrameSourceError, match="there is no file"):
        Scrubber(tmp_path / "a.mp4", keys_s=(0.0,)).__enter__()


def test_only_an_open_recording_is_asked(tmp_path: Path) -> None:
    """Before entering and after leaving there are no pictures; leaving twice does no harm."""
    path = write_moving_clip(tmp_path / "a.mp4", count=3)
    scrubber = _scrubber(path)
    with pytest.raises(RuntimeError, match="is not open"):
        scrubber.at(0.0)
    with scrubber:
        assert scrubber.at(0.0).t_s == 0.0
        with pytest.raises(ValueError, match="NaN"):
            scrubber.at(math.nan)
    scrubber.__exit__(None, None, None)
    with pytest.raises(RuntimeError, match="is not open"):
        scrubber.at(0.0)
