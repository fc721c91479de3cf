"""A small film of moments: those moments, small enough, and nothing else in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from vision.frames.video.excerpts import excerpts_mp4
from vision.frames.video.writer import VideoWriter

if TYPE_CHECKING:
    from pathlib import Path

ROOM_BYTES = 200_000


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give four seconds that get brighter, in noise that no encoder can make small."""
    path, noise = tmp_path_factory.mktemp("clip") / "clip.mp4", np.random.default_rng(1)
    with VideoWriter(path, fps=15) as writer:
        for index in range(60):
            image = noise.integers(0, 60, (240, 322, 3)) + 3 * index
            writer.write(image.astype(np.uint8), index / 15)
    return path


def test_the_parts_follow_each_other(clip: Path) -> None:
    """In order and at their pace, and what lies between them is left out."""
    film = excerpts_mp4(clip, [(0.0, 1.0), (3.0, 4.0)], ROOM_BYTES)
    assert film is not None
    with av.open(io.BytesIO(film)) as opened:
        shown = [(float(p.time), p.to_ndarray(format="gray").mean()) for p in opened.decode()]
    assert [t_s for t_s, _ in shown] == pytest.approx(np.arange(30) / 15, abs=0.01)
    brightness = [each for _, each in shown]
    assert brightness[14] + 60 < brightness[15]


@pytest.mark.parametrize("most_bytes", [ROOM_BYTES, 40_000])
def test_it_is_shrunk_until_it_fits(clip: Path, most_bytes: int) -> None:
    """Fewer pixels and fewer bits: noise as well."""
    film = excerpts_mp4(clip, [(0.0, 2.0)], most_bytes)
    assert film is not None
    assert 1000 < len(film) <= most_bytes


@pytest.mark.parametrize("spans_s", [[], [(60.0, 61.0)], [(0.0, 4.0)]])
def test_without_pictures_or_room_there_is_none(
    clip: Path, spans_s: list[tuple[float, float]]
) -> None:
    """No empty film, and none that is too large."""
    assert excerpts_mp4(clip, spans_s, 500) is None


def test_it_tells_nothing_of_what_made_it(clip: Path) -> None:
    """Neither the encoder's settings, which tell of the machine, nor when it was made."""
    film = excerpts_mp4(clip, [(0.0, 1.0)], ROOM_BYTES)
    assert film is not None
    assert not [sign for sign in (b"x264", b"Lavf", b"Lavc", b"threads", b"clip") if sign in film]
    with av.open(io.BytesIO(film)) as opened:
        assert "creation_time" not in {*opened.metadata, *opened.streams.video[0].metadata}
        assert not opened.streams.audio
