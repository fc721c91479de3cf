"""A recording that is another one by the end of its review has no report."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.films import timelapse
from vision.app.review import video as reviewing
from vision.app.review.looking import LookTask, Segment, look
from vision.app.settings import demo_clip
from vision.errors import FrameSourceError
from vision.frames.video.index import signature
from vision.landmarks import weights
from vision.landmarks.engines import Engine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.end_to_end.conftest import RunHere
    from vision.app.review.judging import JudgedRecording, Standard
    from vision.landmarks.types import Recording
    from vision.render.sound.voice import Voice

pytestmark = pytest.mark.model


@pytest.mark.parametrize("gone", [False, True])
def test_what_was_looked_at_in_a_recording_that_has_changed_is_not_kept(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    gone: bool,  # noqa: FBT001
) -> None:
    """Nothing is saved of a part whose recording was changed, or moved away, on the way."""
    with demo_clip() as clip:
        film = shutil.copy(clip, tmp_path / "film.mp4")
    size_bytes, changed_ns = signature(film)
    target = tmp_path / "segment.npz"
    then = (size_bytes + 1, changed_ns)
    task = LookTask(film, then, Segment(0, 0, 0.3), 10.0, Engine(weights.ensure()), target)
    if gone:
        monkeypatch.setattr("vision.app.review.looking.signature", missing)
    with pytest.raises(FrameSourceError, match="changed or moved"):
        look(task)
    assert not target.exists()


def missing(video: Path) -> tuple[int, int]:
    """Be a file that is not there any more."""
    raise FileNotFoundError(video)


@pytest.mark.whole
def test_a_recording_that_was_replaced_on_the_way_gives_no_report(
    tmp_path: Path, run_here: RunHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was seen of one and drawn of another is not published under either's fingerprint."""
    with demo_clip() as clip:
        film = timelapse(clip, tmp_path / "film.mp4")
    judge = reviewing.judge

    def replacing(recording: Recording, standard: Standard, voice: Voice | None) -> JudgedRecording:
        with film.open("ab") as file:
            file.write(b"more")
        return judge(recording, standard, voice)

    monkeypatch.setattr(reviewing, "judge", replacing)
    ended = run_here(["review", "film.mp4", "--out", "out", "--fps", "2", "--no-video"], tmp_path)
    assert ended.code == 1
    assert "film.mp4 was changed or moved" in ended.out + ended.err
    assert [path.name for path in (tmp_path / "out").iterdir()] == []
