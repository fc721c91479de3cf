"""Every sentence that can be spoken, so that it can be rendered or recorded beforehand."""

from __future__ import annotations

import hashlib
import re
from itertools import chain
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind
from vision.session.heard.lines import SPOKEN
from vision.session.live.helping import GO_ON, LED_ON, TAKE_IT
from vision.session.routine import Step
from vision.words import say
from vision.words.reasons import PARTS, Code, Reason, cue_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Pose
    from vision.session.routine import Routine

_END: Final = re.compile(r"(?<=[.!?…])\s+")
_NO_LETTERS: Final = re.compile(r"[\W_]+")
_LONGEST_NAME: Final = 60
_UNSPOKEN: Final = (Kind.TELL,)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text: each is rendered by itself, so that texts can share them.

    >>> sentences("Sit tall.  Next: Hero pose")
    ['Sit tall.', 'Next: Hero pose']
    """
    return [part for part in _END.split(text.strip()) if _NO_LETTERS.sub("", part)]


def file_stem(sentence: str) -> str:
    """Return the name of the file that holds a sentence, whatever its case and its stops.

    >>> file_stem("Let your seat sink, if you like.")
    'let-your-seat-sink-if-you-like'
    """
    stem = _NO_LETTERS.sub("-", sentence.lower().replace("'", "")).strip("-")
    if len(stem) <= _LONGEST_NAME:
        return stem
    mark = hashlib.sha256(stem.encode()).hexdigest()[:6]
    return f"{stem[:_LONGEST_NAME].rstrip('-')}-{mark}"


def spoken_sentences(library: PoseLibrary, routines: Iterable[Routine]) -> list[str]:
    """Return every sentence that a practice of these poses and routines can speak, each once."""
    texts = chain(
        (routine.notice for routine in routines),
        chain.from_iterable(_of_pose(pose) for pose in library.poses.values()),
        _of_camera(),
        (say(GO_ON), say(LED_ON), *map(say, SPOKEN)),
    )
    by_file = {file_stem(each): each for text in texts if text for each in sentences(text)}
    return [*by_file.values()]


def _of_pose(pose: Pose) -> Iterator[str]:
    yield Step(pose, 0.0).title
    yield pose.caution
    yield from (moment.say for moment in pose.moments)
    yield from (c.cue for c in pose.criteria if c.kind not in _UNSPOKEN)
    if pose.easier:
        yield say(TAKE_IT, offer=pose.easier.offer)
        yield from _of_pose(pose.easier.pose)


def _of_camera() -> Iterator[str]:
    about_parts = (Reason(c, p) for c in (Code.HIDDEN, Code.OUTSIDE) for p in PARTS)
    others = (Reason(code) for code in (Code.TURN_SIDE_ON, Code.NOBODY, Code.STILL_LOOKING))
    yield from map(cue_for, chain(about_parts, others))
