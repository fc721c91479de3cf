"""A text is spoken by the first that can, and whatever comes along can be spoken at once."""

from __future__ import annotations

import wave
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tools import voice as tool
from vision.app.settings import shipped_sentences
from vision.render.sound.phrases import file_stem, sentences
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.render.sound.voice import BUNDLED, Bundled, Recordings, Voice

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = shipped_sentences()


class Fixed:
    """A speaker that knows a few sentences."""

    def __init__(self, **known: float) -> None:
        self._known = known

    def sentence(self, text: str) -> Samples | None:
        """Return a second of its level."""
        level = self._known.get(text.strip("."))
        return None if level is None else np.full(SAMPLE_RATE_HZ, level, np.float32)


def write_wav(file: Path, seconds: float, rate_hz: int = 22_050) -> None:
    """Write a note as a recorder does."""
    t_s = np.arange(round(seconds * rate_hz)) / rate_hz
    samples = (9000 * np.sin(2 * np.pi * 200 * t_s)).astype("<i2")
    with wave.open(str(file), "wb") as opened:
        opened.setparams((1, 2, rate_hz, 0, "NONE", ""))
        opened.writeframes(samples.tobytes())


def test_whatever_can_be_spoken_comes_along_and_nothing_else_does() -> None:
    """``python -m tools.voice`` brings it up to date."""
    there = {file.name for file in BUNDLED.iterdir()}
    assert "LICENSE" in there
    assert there - {"LICENSE"} == {f"{file_stem(sentence)}.opus" for sentence in SENTENCES}


def test_every_sentence_that_comes_along_speaks() -> None:
    """As long as its words take, at the level of all speech."""
    voice = Voice([Bundled()])
    for sentence in SENTENCES:
        samples = voice.speech(sentence)
        assert samples is not None, sentence
        assert 0.03 < samples.size / SAMPLE_RATE_HZ / len(sentence) < 0.13, sentence
        assert 0.02 < float(np.sqrt(np.mean(samples**2))) < 0.15, sentence


def test_sentences_have_files_of_their_own() -> None:
    """No two of them share a name, and no name is too long for any file system."""
    stems = [file_stem(sentence) for sentence in SENTENCES]
    assert len(set(stems)) == len(stems) > 150
    assert max(map(len, stems)) < 70


def test_what_comes_along_takes_little_room() -> None:
    """Some 1 MB: it is fetched with every install."""
    assert sum(len(file.read_bytes()) for file in BUNDLED.iterdir()) < 1_500_000


def test_a_text_is_spoken_sentence_by_sentence() -> None:
    """Each from the first who has it, with a rest between them; wanting one, nothing is said."""
    voice = Voice([Fixed(One=0.1), Fixed(One=0.5, Two=0.5)])
    spoken = voice.speech("One. Two.")
    assert spoken is not None
    assert spoken[0] == np.float32(0.1)
    assert spoken[-1] == np.float32(0.5)
    assert voice.duration_s("One. Two.") == spoken.size / SAMPLE_RATE_HZ > 2.2
    assert voice.speech("One. Three.") is None
    assert voice.speech("") is None
    assert voice.duration_s("One. Three.") == pytest.approx(0.7, abs=0.3)


def test_a_file_is_named_by_the_words_alone() -> None:
    """Another stop or a capital needs no new recording; what differs late has another name."""
    assert file_stem("Well done!") == file_stem("well done.") == "well-done"
    long = "Let your legs roll in and out, and shake them loosely from the hips, as if they were "
    assert file_stem(f"{long}mine.") != file_stem(f"{long}yours.")
    assert file_stem("Spüre den Boden.") == "spüre-den-boden"


def test_texts_fall_into_sentences() -> None:
    """At stops, and not within them."""
    assert sentences("I can't see you. Sit: back! ") == ["I can't see you.", "Sit: back!"]
    assert sentences(" ... ") == []


def test_own_recordings_come_first_and_what_is_missing_falls_back(tmp_path: Path) -> None:
    """Whatever their format and rate; one without sound is missing."""
    one, two, three = SENTENCES[:3]
    write_wav(tmp_path / f"{file_stem(one)}.wav", 2.0)
    (tmp_path / f"{file_stem(two)}.WAV").write_bytes(b"")
    (tmp_path / "notes.txt").write_text("mine")
    recordings = Recordings(tmp_path)
    assert [recordings.knows(each) for each in (one, two, three)] == [True, True, False]
    assert recordings.sentence(two) is None
    voice = Voice([recordings, Bundled()])
    assert voice.duration_s(one) == pytest.approx(2.0, abs=0.05)
    assert voice.duration_s(two) == Voice([Bundled()]).duration_s(two)


def test_the_tool_writes_what_is_new_and_takes_away_what_is_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is as it was is left alone."""
    monkeypatch.setattr(tool, "shipped_sentences", lambda: ["One.", "Two."])
    monkeypatch.setattr(tool, "spoken", str.encode)
    (tmp_path / "one.opus").write_bytes(b"One.")
    (tmp_path / "dead.opus").write_bytes(b"")
    assert tool.refresh(tmp_path) == (1, 1)
    assert {file.name for file in tmp_path.iterdir()} == {"one.opus", "two.opus"}
    assert tool.refresh(tmp_path) == (0, 0)
