"""The coach's voice: a text becomes samples, from the first of several sources that has them."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np

from vision.render.sound.phrases import file_stem, sentences
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples, prepared, read_samples

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.abc import Traversable
    from pathlib import Path

BUNDLED: Final = files("vision.render.sound") / "english"
"""The folder of the sentences that come along, made by ``python -m tools.voice``."""
RECORDED_AS: Final = (".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a")
"""What a recording of one's own may be."""

_BETWEEN_S: Final = 0.3
"""The rest between two sentences."""
_S_PER_SIGN: Final = 0.065
_KEPT: Final = 48
"""Sentences that are kept decoded: some 25 MB."""


class Speaker(Protocol):
    """One source of spoken sentences."""

    def sentence(self, text: str) -> Samples | None:
        """Return a sentence, None where it is not to be had, or not yet."""


class Voice:
    """What is asked for speech.

    Parameters
    ----------
    speakers
        The sources, best first. Each sentence comes from the first that has it.

    """

    def __init__(self, speakers: Sequence[Speaker]) -> None:
        self._speakers = speakers

    def speech(self, text: str) -> Samples | None:
        """Return a text spoken; None where a sentence of it is not to be had, or not yet."""
        spoken: list[Samples] = []
        for each in sentences(text):
            found = self._sentence(each)
            if found is None:
                return None
            spoken += [_REST, found] if spoken else [found]
        return np.concatenate(spoken) if spoken else None

    def duration_s(self, text: str) -> float:
        """Return how long a text takes; an estimate where it is not to be had yet."""
        parts = sentences(text)
        spoken = [found.size for each in parts if (found := self._sentence(each)) is not None]
        if not spoken or len(spoken) < len(parts):
            return len(text) * _S_PER_SIGN
        return sum(spoken) / SAMPLE_RATE_HZ + (len(spoken) - 1) * _BETWEEN_S

    def _sentence(self, text: str) -> Samples | None:
        found = (speaker.sentence(text) for speaker in self._speakers)
        return next((samples for samples in found if samples is not None), None)


_REST: Final = np.zeros(round(_BETWEEN_S * SAMPLE_RATE_HZ), np.float32)


class Bundled:
    """The sentences that come along, in English."""

    def __init__(self, folder: Traversable = BUNDLED) -> None:
        self._folder = folder
        self._there = frozenset(file.name for file in folder.iterdir())
        self._read = lru_cache(_KEPT)(self._decode)

    def knows(self, text: str) -> bool:
        """Return whether a sentence is one of those."""
        return f"{file_stem(text)}.opus" in self._there

    def sentence(self, text: str) -> Samples | None:
        """Return a sentence, None where it is none of those."""
        return self._read(f"{file_stem(text)}.opus") if self.knows(text) else None

    def _decode(self, name: str) -> Samples:
        return read_samples(BytesIO((self._folder / name).read_bytes()))


class Recordings:
    """A person's own recordings: a folder with a file for each sentence, by `file_stem`."""

    def __init__(self, folder: Path) -> None:
        found = sorted(folder.iterdir())
        self._there = {file.stem: file for file in found if file.suffix.lower() in RECORDED_AS}
        self._read = lru_cache(_KEPT)(self._decode)

    def knows(self, text: str) -> bool:
        """Return whether there is a file for a sentence, whatever it holds."""
        return file_stem(text) in self._there

    def sentence(self, text: str) -> Samples | None:
        """Return a sentence; None where it is not recorded, or its file holds no sound."""
        return self._read(file_stem(text)) if self.knows(text) else None

    def _decode(self, stem: str) -> Samples | None:
        samples = prepared(read_samples(str(self._there[stem])))
        return samples if samples.size else None
