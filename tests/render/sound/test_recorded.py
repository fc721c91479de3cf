"""The sound in files: every sample at its time, in each kind of file, to its end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

import av
import numpy as np
import pytest

from tests.render.builders import frame, snapshot
from tests.render.sound.test_mixing import Beeps, said
from vision.errors import FrameWriterError
from vision.render.output import Moment, Recording, SoundFile
from vision.render.sound.mixing import Mixer, Track
from vision.render.sound.samples import SAMPLE_RATE_HZ
from vision.session.breath import BreathPattern

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.render.output import Output

SAID_S: Final = (1.0, 3.5, 6.8)
FROM_S: Final = 0.5
"""When the first picture comes."""
LOSSY_S: Final = 0.001


def heard_in(path: Path) -> tuple[float, NDArray[np.float64]]:
    """Return when the sound in a file begins, in its own seconds, and its samples."""
    with av.open(str(path)) as container:
        frames = [*container.decode(audio=0)]
    samples = np.concatenate([each.to_ndarray().reshape(-1) for each in frames]).astype(float)
    whole = np.issubdtype(frames[0].to_ndarray().dtype, np.integer)
    begins_s = float((frames[0].pts or 0) * frames[0].time_base)
    return begins_s, samples / 32768 if whole else samples


def written(output: Output) -> None:
    """Play some seconds to an output, in which three things are said; the last not to its end."""
    output.begin()
    for picture in range(round(6.5 * 15)):
        t_s = FROM_S + picture / 15
        output.tell([said(at_s) for at_s in SAID_S if t_s <= at_s < t_s + 1 / 15])
        shown = replace(frame(160, 96), t_s=t_s)
        output.show(Moment(shown, None, snapshot(t_s=t_s), partial(np.copy, shown.image_bgr)))
    output.close()


@pytest.mark.parametrize("name", ["a.mp4", "a.mov", "a.mkv", "a.opus", "a.ogg", "a.m4a", "a.wav"])
def test_what_is_said_lies_in_the_file_where_it_was_said(tmp_path: Path, name: str) -> None:
    """To a millisecond from the first picture on, and the last words are whole."""
    path = tmp_path / name
    track = Track(Mixer(BreathPattern(), Beeps()))
    is_video = name in {"a.mp4", "a.mov", "a.mkv"}
    written(Recording(path, track) if is_video else SoundFile(path, track))
    begins_s, samples = heard_in(path)
    loud = np.flatnonzero(np.abs(samples) > 0.06) / SAMPLE_RATE_HZ + begins_s + FROM_S
    for at_s in SAID_S:
        during = loud[(loud > at_s - 0.5) & (loud < at_s + 1.5)]
        assert during[0] == pytest.approx(at_s, abs=LOSSY_S)
        assert during[-1] == pytest.approx(at_s + 1.0, abs=LOSSY_S)


def test_a_recording_without_a_track_is_silent(tmp_path: Path) -> None:
    """As before."""
    written(Recording(tmp_path / "a.mp4"))
    with av.open(str(tmp_path / "a.mp4")) as container:
        assert not container.streams.audio


def test_an_unknown_kind_of_sound_file_is_told_at_once(tmp_path: Path) -> None:
    """With those that there are."""
    output = SoundFile(tmp_path / "a.mp9", Track(Mixer(BreathPattern(), None)))
    with pytest.raises(FrameWriterError, match=r"\.opus, \.ogg, \.m4a, \.wav"):
        output.begin()
    folder = SoundFile(tmp_path / "not" / "a.wav", Track(Mixer(BreathPattern(), None)))
    with pytest.raises(FrameWriterError, match="cannot be written"):
        folder.begin()
