"""Speech engines of the system: each sentence is rendered once, in a process of a few seconds."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from queue import PriorityQueue
from typing import TYPE_CHECKING, Final, TypeAlias

from vision.files import write_whole
from vision.render.sound.samples import (
    SAMPLE_RATE_HZ,
    Samples,
    prepared,
    read_samples,
    write_speech,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LONGEST_S: Final = 15.0
"""An engine that takes longer for a sentence hangs."""
_S_PER_SIGN: Final = (0.015, 0.4)
"""How long speech takes for a letter: less is not all of it, more is none."""
_WORDS_A_MINUTE: Final = 150
_POWERSHELL: Final = """
$ErrorActionPreference = 'Stop'
Add-Type -AssemblyName System.Speech
$speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer
$speaker.SelectVoiceByHints('NotSet', 'NotSet', 0, [Globalization.CultureInfo]'{language}')
$speaker.Rate = -1
$speaker.SetOutputToWaveFile('{sound}')
$speaker.Speak((Get-Content -Raw -Encoding UTF8 '{text}'))
$speaker.Dispose()
"""
Command: TypeAlias = "Callable[[Path, Path], list[str]]"
"""Makes the command that speaks a file of text, in UTF-8, into a file of sound."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A program that speaks.

    Attributes
    ----------
    name
        What tells its speech from any other's: the program, the voice, the rate.
    command
        Makes the command to run.

    """

    name: str
    command: Command


def flite() -> Engine | None:
    """Return flite with the voice that comes along, if it is installed; it speaks English."""
    if not shutil.which("flite"):
        return None
    how = ["-voice", FLITE_VOICE, "--setf", f"duration_stretch={FLITE_STRETCH}"]
    return Engine(
        f"flite {' '.join(how)}", lambda t, s: ["flite", *how, "-f", f"{t}", "-o", f"{s}"]
    )


FLITE_VOICE: Final = "rms"
FLITE_STRETCH: Final = 1.05


def espeak(language: str) -> Engine | None:
    """Return espeak-ng, if it is installed and speaks a language."""
    # Asked for one that it does not know, it may go on in another.
    if not shutil.which("espeak-ng") or len(_lines("espeak-ng", f"--voices={language}")) < 2:  # noqa: PLR2004 (a heading)
        return None
    how = ["-v", language, "-s", f"{_WORDS_A_MINUTE}", "-b", "1"]
    return Engine(
        f"espeak-ng {' '.join(how)}", lambda t, s: ["espeak-ng", *how, "-f", f"{t}", "-w", f"{s}"]
    )


def piper(model: Path) -> Engine | None:
    """Return Piper with a voice's file, if the extra is installed."""
    if find_spec("piper") is None:
        return None
    base = [sys.executable, "-m", "piper", "-m", str(model)]
    about = f"{model.name} {model.stat().st_size}"
    return Engine(f"piper {about}", lambda t, s: [*base, "-i", f"{t}", "-f", f"{s}"])


def of_system(language: str, platform: str = sys.platform) -> Engine | None:
    """Return the voice that macOS or Windows brings, if it speaks a language."""
    if platform == "darwin":
        return _mac(language)
    if platform == "win32" and (powershell := shutil.which("powershell")):
        return Engine(f"sapi {language}", lambda t, s: _sapi(powershell, language, t, s))
    return None


def _mac(language: str) -> Engine | None:
    rows = (re.match(r"(.+?)\s+([a-z]{2,3}_\w+)\s+#", line) for line in _lines("say", "-v", "?"))
    voices = [row[1] for row in rows if row and row[2].startswith(f"{language}_")]
    if not voices:
        return None
    how = ["-v", voices[0], "-r", f"{_WORDS_A_MINUTE}"]
    form = ["--file-format=WAVE", "--data-format=LEI16@22050"]
    return Engine(
        f"say {' '.join(how)}", lambda t, s: ["say", *how, *form, "-f", f"{t}", "-o", f"{s}"]
    )


def _sapi(powershell: str, language: str, text: Path, sound: Path) -> list[str]:
    script = _POWERSHELL.format(language=language, text=text, sound=sound)
    return [powershell, "-NoProfile", "-NonInteractive", "-Command", script]


def _lines(*command: str) -> list[str]:
    """Return what a command prints, nothing where it fails."""
    try:
        ran = subprocess.run(  # noqa: S603
            command, capture_output=True, timeout=LONGEST_S, check=True, env=_environment()
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return ran.stdout.decode(errors="replace").splitlines()


class Rendered:
    """What an engine has spoken, kept by text; what it has not yet, it is asked for meanwhile.

    An engine that hangs, fails or says nothing is not asked again.

    Parameters
    ----------
    engine
        The engine.
    folder
        Where speech is kept, for this user alone.
    patient
        Whether to wait for what has not been spoken yet.
    before
        Who is asked first: as long as any of them may still speak, this engine is not asked.

    Attributes
    ----------
    failed
        Whether it is asked for nothing more; what it has spoken is kept.

    """

    def __init__(
        self,
        engine: Engine,
        folder: Path,
        *,
        patient: bool = False,
        before: Sequence[Rendered] = (),
    ) -> None:
        self.failed = False
        self._engine = engine
        self._folder = folder
        self._patient = patient
        self._before = before
        self._asked: set[str] = set()
        self._queue: PriorityQueue[tuple[int, int, str]] = PriorityQueue()
        self._order = itertools.count()
        self._thread: threading.Thread | None = None

    def sentence(self, text: str) -> Samples | None:
        """Return a sentence; None where it is not spoken yet, or cannot be."""
        with suppress(OSError):
            kept = read_samples(BytesIO(self._file(text).read_bytes()))
            if kept.size:
                return kept
        if self.failed or not all(each.failed for each in self._before):
            return None
        if self._patient:
            return self._speak(text)
        self._ask(text, 0)
        return None

    def prepare(self, texts: Iterable[str]) -> None:
        """Have sentences spoken, in this order, when nothing more urgent is asked for."""
        for text in texts:
            if not self._file(text).exists():
                self._ask(text, 1)

    def _ask(self, text: str, priority: int) -> None:
        key = f"{priority}{text}"
        if key in self._asked:
            return
        self._asked.add(key)
        self._queue.put((priority, next(self._order), text))
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while not self.failed:
            _, _, text = self._queue.get()
            if not self._file(text).exists():
                self._speak(text)

    def _speak(self, text: str) -> Samples | None:
        samples = rendered(self._engine, text)
        if samples is None:
            self.failed = True
            return None
        target = BytesIO()
        write_speech(target, samples)
        with suppress(OSError):  # what cannot be kept is spoken again next time
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self._file(text), target.getvalue())
        return samples

    def _file(self, text: str) -> Path:
        key = hashlib.sha256(f"{self._engine.name}\n{text}".encode()).hexdigest()
        return self._folder / f"{key[:32]}.opus"


def rendered(engine: Engine, text: str, longest_s: float = LONGEST_S) -> Samples | None:
    """Return a sentence spoken, None where the engine hangs, fails, or says less than all of it."""
    with tempfile.TemporaryDirectory(prefix="unknot-") as folder:
        written, sound = Path(folder, "text.txt"), Path(folder, "speech.wav")
        written.write_text(text, encoding="utf-8")
        if not _ran(engine.command(written, sound), longest_s):
            return None
        samples = prepared(read_samples(str(sound)))
    least_s, most_s = (each * len(text) for each in _S_PER_SIGN)
    return samples if least_s < samples.size / SAMPLE_RATE_HZ < most_s + 1.0 else None


def _environment() -> dict[str, str]:
    """Return an environment in which espeak-ng makes no folder for a sound server in the home."""
    return {**os.environ, "PULSE_RUNTIME_PATH": os.devnull}


_running: set[subprocess.Popen[bytes]] = set()


def _ran(command: list[str], longest_s: float) -> bool:
    """Run a command beside what matters more, and return whether it succeeded in time."""
    nice = shutil.which("nice")
    nicely = [nice, "-n", "10"] if nice else []
    try:
        process = subprocess.Popen(  # noqa: S603
            [*nicely, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
    except OSError:
        return False
    _running.add(process)
    try:
        return process.wait(longest_s) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False
    finally:
        _running.discard(process)


def stop_running() -> None:
    """End every engine that speaks at this moment."""
    for process in tuple(_running):
        process.kill()
