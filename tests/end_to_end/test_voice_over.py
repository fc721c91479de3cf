"""A review whose annotated video the coach speaks over, as a user asks for it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.end_to_end.films import cut_out
from tests.end_to_end.hearing import best_lag_s, phrases
from tests.end_to_end.practices import UNKNOT, ran
from tests.render.sound.test_recorded import heard_in
from vision.landmarks import weights
from vision.render.sound.samples import SAMPLE_RATE_HZ

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [pytest.mark.model, pytest.mark.whole]
IN_TIME_S = 0.002


@pytest.mark.parametrize(("fps", "look"), [(15, "10"), (10, "5")], ids=["as filmed", "slowed"])
def test_each_phrase_lies_in_the_video_where_the_events_say(
    clip: Path, tmp_path: Path, fps: int, look: str
) -> None:
    """Of a fold that is corrected, at any rate of the recording and of looking at it."""
    weights.ensure()
    cut_out(clip, 20.0, 50.0, tmp_path / "fold.mp4", fps=fps)
    command = [UNKNOT, "review", "fold.mp4", "--voice-over", "--voice", "bundled", "--fps", look]
    ended = ran(command, tmp_path)
    assert ended.code == 0, ended.err
    folder = tmp_path / "reviews" / "fold"
    begins_s, sound = heard_in(folder / "annotated.mp4")
    events = json.loads((folder / "session.json").read_text(encoding="utf-8"))["events"]
    said = [each for each in events if each["event"] == "Said"]
    assert begins_s == 0.0
    assert {"title", "correction"} <= {each["kind"] for each in said}
    assert sound.size / SAMPLE_RATE_HZ == pytest.approx(30.0 * 15 / fps, abs=0.15)
    for begin_s, samples in phrases(events):
        assert abs(best_lag_s(sound, begin_s, samples)) <= IN_TIME_S
        level = np.sqrt(np.mean(samples**2))
        part = sound[round(begin_s * SAMPLE_RATE_HZ) :][: samples.size]
        assert np.sqrt(np.mean(part**2)) == pytest.approx(level, rel=0.3)


def test_without_a_video_there_is_nothing_to_speak_over(tmp_path: Path) -> None:
    """One line says so."""
    for more in (["a.mp4", "--no-video"], ["--from", "a.npz"]):
        ended = ran([UNKNOT, "review", "--voice-over", *more], tmp_path)
        assert ended.code == 2
        assert "--voice-over is heard in annotated videos" in ended.err
