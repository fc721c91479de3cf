"""Options choose what is heard, what was turned louder is remembered, and all can be recorded."""

from __future__ import annotations

import pickle
from functools import partial
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.app.practising import FakeWatcher
from tests.frames.fakes import FakeSource, plain_frames
from vision.app import practise as app
from vision.app.preferences import remembered
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library, shipped_sentences
from vision.app.sound import make_mixer, player, remember_volume, voice_choice
from vision.landmarks.engines import Engine
from vision.render.output import Output
from vision.render.sound.feed import LAG_S
from vision.render.sound.phrases import file_stem
from vision.render.sound.samples import SAMPLE_RATE_HZ
from vision.session.breath import BreathPattern
from vision.session.events import BreathPhaseStarted, Event, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.app.commands import Ended


class Heard(Output):
    """Takes the place of what plays."""

    def __init__(self) -> None:
        self.volume = 70.0
        self.told: list[Event] = []
        self.voiced = False
        self.waited_for = False

    def wait(self) -> None:
        """Note."""
        self.waited_for = True

    def tell(self, events: Sequence[Event]) -> None:
        """Note."""
        self.told += events


@pytest.fixture
def practise(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[Heard, Ended]]:
    """Give the command over a few pictures, with what plays replaced; it returns what was heard."""
    heard = Heard()

    def player(_: object, voice: object, volume: float, __: object) -> Heard:
        heard.volume, heard.voiced = volume, voice is not None
        return heard

    monkeypatch.setattr(app, "player", player)
    monkeypatch.setattr(app, "ready_engine", lambda *_: Engine(tmp_path / "model.task"))
    monkeypatch.setattr(app, "Watcher", lambda _: FakeWatcher())
    monkeypatch.setattr(app, "open_source", lambda *_, **__: FakeSource(plain_frames(40)))

    def run(*arguments: str) -> tuple[Heard, Ended]:
        return heard, unknot("practise", "--camera", "x.mp4", "--no-window", *arguments)

    return run


def test_a_practice_is_led_by_tones_and_voice(practise: Callable[..., tuple[Heard, Ended]]) -> None:
    """Unless something else is asked for."""
    heard, ended = practise()
    assert ended.code == 0
    assert heard.voiced
    assert heard.waited_for
    assert any(isinstance(event, Said) for event in heard.told)


def test_tones_are_without_words(practise: Callable[..., tuple[Heard, Ended]]) -> None:
    """The breath is told of, and nothing said."""
    heard, _ = practise("--sound", "tones", "--volume", "30")
    assert (heard.voiced, heard.volume) == (False, 30.0)
    assert {Said, BreathPhaseStarted} & {type(event) for event in heard.told} == {
        BreathPhaseStarted
    }


@pytest.mark.parametrize("arguments", [("--sound", "off"), ("--fast",)])
def test_what_is_off_or_faster_than_time_is_silent(
    arguments: tuple[str, ...], practise: Callable[..., tuple[Heard, Ended]]
) -> None:
    """Nothing plays, and nothing is waited for."""
    heard, ended = practise(*arguments)
    assert ended.code == 0
    assert heard.told == []


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--sound", "loud"), "--sound expects off, tones or voice, got 'loud'"),
        (("--volume", "101"), "--volume expects a number from 0 to 100, got 101"),
        (("--voice", "nobody"), "--voice expects bundled, a Piper voice"),
    ],
)
def test_what_cannot_be_heard_is_told_of(
    arguments: tuple[str, ...], complaint: str, practise: Callable[..., tuple[Heard, Ended]]
) -> None:
    """In one line, before anything begins."""
    heard, ended = practise(*arguments)
    assert ended.code == 2
    assert complaint in ended.complaint
    assert heard.told == []


def test_a_changed_volume_is_remembered_and_told(settings: Path) -> None:
    """And only a changed one."""
    told: list[str] = []
    remember_volume(SimpleNamespace(volume=70.0), 70.0, told.append)
    assert [*settings.iterdir()] == told == []
    remember_volume(SimpleNamespace(volume=90.0), 70.0, told.append)
    assert remembered() == {"volume": 90.0}
    assert told == ["volume 90 is remembered"]


def test_every_sentence_can_be_listed_and_what_is_recorded_is_left_out(
    unknot: Callable[..., Ended], tmp_path: Path
) -> None:
    """By the names of the files that are looked for."""
    listed = dict(line.split("  ", 1) for line in unknot("voice").out.splitlines())
    assert listed == {f"{file_stem(text)}.wav": text for text in shipped_sentences()}
    folder = tmp_path / "mine"
    folder.mkdir()
    lines = unknot("voice", folder).out.splitlines()
    assert lines[-1] == f"0 recorded, {len(listed)} to record"
    assert "make it first" in unknot("voice", tmp_path / "none").complaint


def test_a_mixer_can_be_made_in_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All that it takes is plain data; it speaks what is said."""
    monkeypatch.setenv("UNKNOT_CACHE_DIR", str(tmp_path))
    library = load_library(None)
    choice = voice_choice("bundled", library, load_flow(DEFAULT_FLOW, library))
    make = pickle.loads(pickle.dumps(partial(make_mixer, BreathPattern(), choice)))  # noqa: S301
    mixer = make()
    said = Said(t_s=1.0, step=0, pose="hero", side=None, text="Half way.", kind="mark")
    mixer.tell([said])
    assert not mixer.render(0, SAMPLE_RATE_HZ // 2).any()
    assert abs(mixer.render(SAMPLE_RATE_HZ, SAMPLE_RATE_HZ)).max() > 0.1


def test_a_device_gets_the_tone_ahead_and_files_get_it_at_its_time() -> None:
    """By as much as a device lags: so it is heard when the ring shows it."""
    begun = BreathPhaseStarted(
        t_s=0.0, step=0, pose="sit", side=None, phase="in", length_s=4.0, count=1
    )
    in_file = make_mixer(BreathPattern(), None)
    played = player(BreathPattern(), None, 70.0, print)._make_mixer()  # noqa: SLF001
    for mixer in (in_file, played):
        mixer.tell([begun])
    later = round((1.0 + LAG_S) * SAMPLE_RATE_HZ)
    assert np.array_equal(played.render(SAMPLE_RATE_HZ, 4800), in_file.render(later, 4800))
