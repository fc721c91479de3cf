"""Engines speak what does not come along; one that hangs or says nothing is left out."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from vision.errors import UsageError
from vision.render.sound import engines
from vision.render.sound.choice import VoiceChoice
from vision.render.sound.engines import Engine, Rendered, rendered
from vision.render.sound.samples import SAMPLE_RATE_HZ
from vision.render.sound.voice import Bundled, Voice

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "Let your little toes wander where they like."
GOOD = """
import sys, wave, math, struct
text, sound = sys.argv[-2:]
words = open(text, encoding="utf-8").read()
with wave.open(sound, "wb") as file:
    file.setparams((1, 2, 16000, 0, "NONE", ""))
    count = len(words) * 1100
    file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(i / 9))) for i in range(count)))
"""
EMPTY = "import sys; open(sys.argv[-1], 'wb').write(b'RIFF' + bytes(40))"
HANGING = "import time; time.sleep(60)"
FAILING = "raise SystemExit(3)"
SHORT = GOOD.replace("len(words) * 1100", "900")


def engine_of(source: str, name: str = "fake") -> Engine:
    """Return an engine that runs a program of Python."""
    return Engine(name, lambda t, s: [sys.executable, "-c", source, str(t), str(s)])


def program(folder: Path, name: str, source: str) -> None:
    """Put a program on the path."""
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{source}", encoding="utf-8")
    file.chmod(0o755)


def within(done: Callable[[], object], limit_s: float = 20.0) -> None:
    """Wait until something is so."""
    end_s = time.monotonic() + limit_s
    while not done():
        assert time.monotonic() < end_s
        time.sleep(0.02)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder that is all there is on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def test_what_an_engine_says_is_kept_for_this_user_alone(tmp_path: Path) -> None:
    """It is asked once for each text; another voice's speech is kept apart."""
    kept = tmp_path / "cache" / "speech"
    speaker = Rendered(engine_of(GOOD), kept, patient=True)
    first = speaker.sentence(TEXT)
    assert first is not None
    assert first.size / SAMPLE_RATE_HZ == pytest.approx(len(TEXT) * 1100 / 16000, rel=0.1)
    again = Rendered(engine_of(FAILING), kept, patient=True).sentence(TEXT)
    assert again is not None
    assert again.size == pytest.approx(first.size, abs=3000)
    assert Rendered(engine_of(FAILING, "other"), kept, patient=True).sentence(TEXT) is None
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o700


@pytest.mark.parametrize("source", [EMPTY, FAILING, SHORT, HANGING])
def test_one_that_hangs_fails_or_says_too_little_is_left_out(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that reports success over a file of 44 bytes; the next in line speaks instead."""
    monkeypatch.setattr(engines, "LONGEST_S", 3.0)
    monkeypatch.setattr(rendered, "__defaults__", (3.0,))
    bad = Rendered(engine_of(source), tmp_path, patient=True)
    good = Rendered(engine_of(GOOD, "good"), tmp_path, patient=True)
    assert Voice([bad, good]).speech(TEXT) is not None
    assert bad.failed
    begun_s = time.monotonic()
    assert bad.sentence("Another one.") is None
    assert time.monotonic() - begun_s < 0.5
    assert not good.failed


def test_who_cannot_wait_is_told_later(tmp_path: Path) -> None:
    """What is asked for comes first, then what may be wanted, in its order."""
    speaker = Rendered(engine_of(GOOD), tmp_path)
    texts = [f"Sentence of number {number}, to be spoken." for number in range(3)]
    speaker.prepare(texts)
    assert speaker.sentence(texts[2]) is None
    within(lambda: all(speaker.sentence(text) is not None for text in texts))
    ages = [file.stat().st_mtime for text in texts for file in [speaker._file(text)]]  # noqa: SLF001
    assert ages[0] < ages[1]
    assert ages[2] < ages[1]


@pytest.mark.parametrize(
    ("program_name", "make"),
    [("espeak-ng", lambda: engines.espeak("en")), ("flite", engines.flite)],
)
def test_engines_that_are_installed_speak(
    program_name: str, make: Callable[[], Engine | None]
) -> None:
    """For real where they are; where they are not, they are not asked."""
    engine = make()
    assert (engine is None) == (shutil.which(program_name) is None)
    if engine is not None:
        samples = rendered(engine, TEXT)
        assert samples is not None
        assert 1.5 < samples.size / SAMPLE_RATE_HZ < 6.0


def test_espeak_is_asked_for_no_language_it_does_not_know(path: Path) -> None:
    """It would go on in the one before."""
    program(path, "espeak-ng", "print('Pty Language'); print(' 5  de  German  gmw/de')")
    known = engines.espeak("de")
    assert known is not None
    assert "de" in known.command(Path("a"), Path("b"))
    program(path, "espeak-ng", "print('Pty Language')")
    assert engines.espeak("xx") is None


def test_the_voice_of_macos_is_one_of_the_language(path: Path, tmp_path: Path) -> None:
    """The list names them; without one there is none."""
    voices = "Anna                de_DE    # Hallo!\\nBad News (Premium)  en_US    # Hello!"
    speaking = GOOD.replace("sys.argv[-2:]", "(sys.argv[-3], sys.argv[-1])")
    program(
        path,
        "say",
        f"import sys\nif '?' in sys.argv: print('''{voices}'''); raise SystemExit\n{speaking}",
    )
    german = engines.of_system("de", "darwin")
    english = engines.of_system("en", "darwin")
    assert german is not None
    assert english is not None
    assert "Anna" in german.name
    assert "Bad News (Premium)" in english.command(tmp_path, tmp_path)
    assert engines.of_system("fr", "darwin") is None
    assert rendered(german, TEXT) is not None


def test_windows_speaks_by_powershell(path: Path) -> None:
    """Its script names the language and the files."""
    assert engines.of_system("de", "win32") is None
    script = GOOD.replace(
        "text, sound = sys.argv[-2:]",
        "import re\nscript = sys.argv[-1]\nassert \"[Globalization.CultureInfo]'de'\" in script\n"
        'sound = re.search(r"WaveFile..(.*?).\\)", script)[1]\n'
        'text = re.search(r"UTF8 .(.*?).\\)", script)[1]',
    )
    program(path, "powershell", script)
    engine = engines.of_system("de", "win32")
    assert engine is not None
    assert rendered(engine, TEXT) is not None


def test_a_piper_voice_speaks_by_its_own_program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Called as its documentation says; without the extra it is told what to install."""
    model = tmp_path / "anna.onnx"
    model.write_bytes(b"weights")
    choice = VoiceChoice(str(model), "en", tmp_path / "kept", patient=True)
    with pytest.raises(UsageError, match=r"anna\.onnx\.json"):
        choice.check()
    (tmp_path / "anna.onnx.json").write_text("{}")
    monkeypatch.setattr(engines, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'unknot\[piper\]'"):
        choice.check()
    monkeypatch.setattr(engines, "find_spec", lambda name: name)
    choice.check()
    (tmp_path / "piper.py").write_text(
        "import sys\nassert sys.argv[1] == '-m' and sys.argv[2].endswith('anna.onnx')\n"
        "assert sys.argv[3] == '-i' and sys.argv[5] == '-f'\n"
        + GOOD.replace("sys.argv[-2:]", "(sys.argv[4], sys.argv[6])")
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    spoken = choice.open().speech(TEXT)
    assert spoken is not None
    assert spoken.size / SAMPLE_RATE_HZ == pytest.approx(len(TEXT) * 1100 / 16000, rel=0.1)


@pytest.mark.parametrize("wanted", ["no/such/folder", "voice.wav"])
def test_a_voice_that_is_not_there_is_told_of(wanted: str, tmp_path: Path) -> None:
    """With what is expected."""
    with pytest.raises(UsageError, match="bundled, a Piper voice"):
        VoiceChoice(wanted, "en", tmp_path).check()


def test_only_what_does_not_come_along_is_rendered_beforehand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """English, where the system brings no voice of its own: an own pose's words."""
    monkeypatch.setattr(engines, "flite", lambda: engine_of(GOOD))
    monkeypatch.setattr(engines, "of_system", lambda _: None)
    monkeypatch.setattr(engines, "espeak", lambda _: engine_of(GOOD, "never asked"))
    come_along = "Let your shoulders sink away from your ears."
    choice = VoiceChoice("", "en", tmp_path, sentences=(come_along, TEXT))
    voice = choice.open()
    within(lambda: voice.speech(TEXT) is not None)
    # A file on its way has a name of its own for a moment.
    within(lambda: len([*tmp_path.iterdir()]) == 1)
    assert voice.duration_s(come_along) == Voice([Bundled()]).duration_s(come_along)


def test_the_next_engine_is_asked_when_the_one_before_it_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not while it is still at work."""
    monkeypatch.setattr(engines, "flite", lambda: engine_of(FAILING, "flite"))
    monkeypatch.setattr(engines, "of_system", lambda _: None)
    monkeypatch.setattr(engines, "espeak", lambda _: engine_of(GOOD, "espeak"))
    voice = VoiceChoice("bundled", "en", tmp_path).open()
    within(lambda: voice.speech(TEXT) is not None)


def test_the_systems_own_voice_comes_before_the_one_that_comes_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the latter is asked for."""
    monkeypatch.setattr(engines, "of_system", lambda _: engine_of(GOOD))
    text = "Let your shoulders sink away from your ears."
    bundled = Voice([Bundled()]).duration_s(text)
    mine = VoiceChoice("", "en", tmp_path, patient=True).open()
    assert mine.duration_s(text) == pytest.approx(len(text) * 1100 / 16000, rel=0.1)
    assert VoiceChoice("bundled", "en", tmp_path).open().duration_s(text) == bundled
