"""What every text of a pose and a flow has to keep: kind, whole, and short enough to be heard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vision.criteria.model import Criterion, Pose

LONGEST_MOMENT: Final = 110  # characters, read twice in six seconds
LONGEST_CUE: Final = 90  # characters, said in one breath
_SHORTEST_CUE: Final = 10
UNKIND: Final = re.compile(
    r"\b(wrong|bad|badly|fail\w*|must|forc\w+|push\w*|deeper|further|harder|no pain|"
    r"through the pain|pain-through|don't|mistake|error|incorrect|poor|worse|quick\w*|faster)\b",
    re.IGNORECASE,
)
"""Words of blame, hurry or pushing."""
_PUSHING_THE_FLOOR: Final = "push yourself up with your hand"
_ENDS: Final = (".", "!", "?")
_NOTICE: Final = ("not medical advice", "stop", "hurt", "doctor", "keep coming back")


def notice_faults(notice: str) -> tuple[str, ...]:
    """Return what a flow's notice leaves out: it is no medical advice, and has to say so."""
    text = mark(
        'notice says nothing of "{words}"; please say when to stop and when to see a doctor'
    )
    return tuple(say(text, words=words) for words in _NOTICE if words not in notice.lower())


def unkind(text: str) -> str:
    """Return the first word of blame, hurry or pushing in a text, "" if there is none."""
    found = UNKIND.search(text.replace(_PUSHING_THE_FLOOR, ""))
    return found[0] if found else ""


def cues_fit_one_breath(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for no cue where a criterion only tells which pose it is: that is never corrected."""
    for c in pose.criteria:
        if c.kind in (Kind.RECOGNISE, Kind.TELL) and not c.cue:
            continue
        if not _SHORTEST_CUE < len(c.cue) < LONGEST_CUE:
            yield say(
                "{key}.cue should have {least} to {most} characters, to be said in one breath, "
                "got {n}",
                key=place(c),
                least=_SHORTEST_CUE + 1,
                most=LONGEST_CUE - 1,
                n=len(c.cue),
            )
        elif not (c.cue[0].isupper() and c.cue.endswith(_ENDS)):
            text = mark("{key}.cue should begin with a capital and end with a full stop")
            yield say(text, key=place(c))


def moments_are_short(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for moments and offers that are read from the mat before it is time for the next."""
    for key, text in led(pose):
        if not _SHORTEST_CUE < len(text) <= LONGEST_MOMENT:
            yield say(
                "{key} should have {least} to {most} characters, to be read in a moment, got {n}",
                key=key,
                least=_SHORTEST_CUE + 1,
                most=LONGEST_MOMENT,
                n=len(text),
            )
        elif not (text[0].isupper() and text.endswith(_ENDS)):
            yield say("{key} should begin with a capital and end with a full stop", key=key)


def is_kind(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for words without blame, hurry or pushing."""
    for where, text in texts(pose):
        if word := unkind(text):
            yield say(
                '{key} says "{word}"; please find a kinder way to say it', key=where, word=word
            )
        if "{" in text or "}" in text:
            yield say("{key} has something left to fill in, in braces", key=where)


def says_whole_sentences(pose: Pose, _: Mapping[str, str]) -> Iterator[str]:
    """Ask for a full stop."""
    for key in ("say", "caution", "note"):
        text = getattr(pose, key)
        if text and not text.endswith(_ENDS):
            yield say("{key} should end with a full stop", key=key)


def texts(pose: Pose) -> Iterator[tuple[str, str]]:
    """Yield where each text is that a person hears or reads, and the text."""
    for key in ("title", "say", "caution", "note"):
        yield key, getattr(pose, key)
    for c in pose.criteria:
        yield f"{place(c)}.cue", c.cue
    yield from led(pose)


def led(pose: Pose) -> Iterator[tuple[str, str]]:
    """Yield where each text is that leads into the pose, in it and out, and the text."""
    for moment in pose.moments:
        yield f"{moment.part.value}.say", moment.say
    if pose.easier:
        yield "easier.offer", pose.easier.offer


def place(c: Criterion) -> str:
    """Return where a criterion stands in its file."""
    return f"{c.kind.value}.{c.name}"
