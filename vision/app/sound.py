"""The sound of a practice: which voice, how loud, and what the person did to that is remembered."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from vision.app.preferences import remember
from vision.app.settings import flow_files, load_flow, load_library
from vision.errors import UsageError
from vision.landmarks.weights import cache_folder
from vision.render.sound.choice import VoiceChoice
from vision.render.sound.feed import LAG_S
from vision.render.sound.mixing import Mixer, Track
from vision.render.sound.phrases import file_stem, spoken_sentences
from vision.render.sound.player import Player
from vision.render.sound.voice import Recordings, Voice
from vision.session.heard.speaking import Speaking
from vision.words import say
from vision.words.language import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from vision.criteria.library import PoseLibrary
    from vision.session.breath import BreathPattern
    from vision.session.routine import Routine


def voice_choice(
    wanted: str | None, library: PoseLibrary, routine: Routine, *, patient: bool = False
) -> VoiceChoice:
    """Return the voice that is wanted, for what a routine can speak.

    Raises
    ------
    UsageError
        If it cannot be had.
    WeightsError
        If there is no folder to keep anything in.

    """
    sentences = tuple(spoken_sentences(library, [routine]))
    kept = cache_folder() / "speech"
    # A process that plays may stand elsewhere.
    place = wanted if wanted in (None, "", "bundled") else str(Path(wanted).absolute())
    choice = VoiceChoice(place or "", language(), kept, sentences, patient=patient)
    choice.check()
    return choice


def coach(wanted: str | None, library: PoseLibrary, routine: Routine) -> Voice:
    """Return the voice that is wanted, which waits for every word to be made.

    Raises
    ------
    UsageError
        If it cannot be had.

    """
    return replace(voice_choice(wanted, library, routine, patient=True), sentences=()).open()


def make_mixer(pattern: BreathPattern, choice: VoiceChoice | None, ahead_s: float = 0.0) -> Mixer:
    """Return a mixer, in whichever process it is wanted; without a voice it plays tones alone."""
    return Mixer(pattern, None if choice is None else choice.open(), ahead_s)


def player(
    pattern: BreathPattern, choice: VoiceChoice | None, volume: float, warn: Callable[[str], None]
) -> Player:
    """Return what plays a practice on the system's device."""
    return Player(partial(make_mixer, pattern, choice, LAG_S), warn, volume)


def track(pattern: BreathPattern, choice: VoiceChoice | None) -> Track:
    """Return the sound of a practice for a file, which waits for every word to be made."""
    return Track(make_mixer(pattern, choice and replace(choice, patient=True)))


def speaking(choice: VoiceChoice | None) -> Speaking | None:
    """Return what chooses the words, by how long a voice takes for them; None without a voice."""
    return None if choice is None else Speaking(choice.known().duration_s)


def remember_volume(played: Player, before: float, warn: Callable[[str], None]) -> None:
    """Remember how loud it is, if the person has changed that, and tell them."""
    if played.volume != before:
        remember("volume", f"{played.volume:g}")
        warn(say("volume {percent:.0f} is remembered", percent=played.volume))


def print_sentences(folder: Path | None, console: Console) -> None:
    """Print every sentence that can be spoken, with the file of a recording of it.

    Parameters
    ----------
    folder
        Where recordings are; None for no recordings.
    console
        Where it is printed.

    Raises
    ------
    UsageError
        If there is no such folder.

    """
    library = load_library(None)
    flows = [load_flow(name, library) for name in flow_files()]
    sentences = spoken_sentences(library, flows)
    if folder is not None and not folder.is_dir():
        raise UsageError(
            "expected a folder of recordings, got {folder}; make it first", folder=folder
        )
    recorded = Recordings(folder) if folder is not None else None
    lacking = [each for each in sentences if recorded is None or recorded.sentence(each) is None]
    for sentence in lacking:
        console.print(
            f"{file_stem(sentence)}.wav  {sentence}", markup=False, highlight=False, soft_wrap=True
        )
    if recorded is not None:
        left, there = len(lacking), len(sentences) - len(lacking)
        console.print(say("{there} recorded, {left} to record", there=there, left=left))
