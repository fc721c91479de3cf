"""Which voice is wanted, as plain data that can be handed to another process, and opening it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.errors import UsageError
from vision.render.sound import engines
from vision.render.sound.engines import Rendered
from vision.render.sound.voice import Bundled, Recordings, Voice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vision.render.sound.engines import Engine

BUNDLED: Final = "bundled"
_ENGLISH: Final = "en"
_PIPER: Final = ".onnx"


@dataclass(frozen=True, slots=True)
class VoiceChoice:
    """Which voice speaks.

    Attributes
    ----------
    wanted
        `BUNDLED` for the one that comes along, a Piper voice's file, a folder of recordings, or
        "" for the best there is.
    language
        The code of the language that is spoken, such as "de".
    kept
        The folder in which rendered speech is kept.
    sentences
        What can be spoken, to have it rendered beforehand.
    patient
        Whether to wait for what is not rendered yet, rather than leave it out.

    """

    wanted: str
    language: str
    kept: Path
    sentences: tuple[str, ...] = field(default=(), repr=False)
    patient: bool = False

    def check(self) -> None:
        """Make sure that it can be had.

        Raises
        ------
        UsageError
            If there is no such file or folder, or what speaks it is not installed.

        """
        path = Path(self.wanted)
        if self.wanted in ("", BUNDLED) or path.is_dir():
            return
        if path.suffix.lower() != _PIPER or not path.is_file():
            raise UsageError(
                "--voice expects {bundled}, a Piper voice (a file ending in .onnx) or a folder "
                "of recordings, got {got}",
                bundled=BUNDLED,
                got=repr(self.wanted),
            )
        if not path.with_name(f"{path.name}.json").is_file():
            raise UsageError(
                "{voice} expects its settings beside it, in {name}.json; they are fetched from "
                "where the voice is",
                voice=path,
                name=path.name,
            )
        if engines.piper(path) is None:
            raise UsageError(
                "{voice} needs Piper; install it with `pip install 'unknot[piper]'`", voice=path
            )

    def known(self) -> Voice:
        """Return the voice as far as it has spoken by now: no engine is asked for more."""
        speakers = [*self._speakers()]
        for speaker in speakers:
            if isinstance(speaker, Rendered):
                speaker.failed = True
        return Voice(speakers)

    def open(self) -> Voice:
        """Return the voice, and have its engine speak what it has not spoken yet."""
        speakers = [*self._speakers()]
        earlier: list[Bundled | Recordings] = []
        for speaker in speakers:
            if isinstance(speaker, Rendered):
                speaker.prepare(
                    each for each in self.sentences if not any(e.knows(each) for e in earlier)
                )
                break
            earlier.append(speaker)
        return Voice(speakers)

    def _speakers(self) -> Iterator[Bundled | Recordings | Rendered]:
        path, english = Path(self.wanted), self.language == _ENGLISH
        asked: list[Rendered] = []
        if path.suffix.lower() == _PIPER and (piper := engines.piper(path)):
            yield self._rendered(piper, asked)
        elif self.wanted not in ("", BUNDLED):
            yield Recordings(path)
        system = engines.of_system(self.language)
        if system and english and self.wanted != BUNDLED:
            yield self._rendered(system, asked)
        # In another language these are the sentences that nobody has translated yet.
        yield Bundled()
        for engine in (english and engines.flite(), system, engines.espeak(self.language)):
            if engine:
                yield self._rendered(engine, asked)

    def _rendered(self, engine: Engine, asked: list[Rendered]) -> Rendered:
        """Return an engine that is asked for what those before it have failed to speak."""
        made = Rendered(engine, self.kept, patient=self.patient, before=tuple(asked))
        asked.append(made)
        return made
