"""Numbers and names as a person reads them, and text from outside made harmless to show."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from vision.words import count, mark, say

if TYPE_CHECKING:
    from collections.abc import Sequence

_MINUTE_S: Final = 60
_HOUR_S: Final = 3600
_EXACT_BELOW_S: Final = 10.0
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Control signs, halves of signs, and those that turn the direction of what follows."""
_UNIT_ENDINGS: Final = ("_deg_s", "_deg")
_UNIT_WORDS: Final = {
    "deg": mark("degrees"),
    "deg/s": mark("degrees a second"),
    "trunk": mark("trunk lengths"),
    "sign": mark("-1 or +1"),
    "phase": mark("0 in, 1 held full, 2 out, 3 held empty"),
    "share": mark("from 0 to 1"),
    "1/min": mark("a minute"),
}
_DIGITS: Final = {"deg": 1, "deg/s": 1}
_OTHER_DIGITS: Final = 3


def printable(text: str) -> str:
    """Return a text with every sign that cannot be shown replaced by U+FFFD.

    File names may hold bytes that are no text (surrogates, in Python) and control signs.
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def words_of(name: str) -> str:
    """Return a criterion's or a measure's name as words within a sentence.

    >>> words_of("back_straight")
    'back straight'
    """
    return say(name.replace("_", " ")) if name else ""


def heading(name: str) -> str:
    """Return a criterion's or a measure's name as a heading.

    >>> heading("back_straight")
    'Back straight'
    """
    words = words_of(name)
    return words[:1].upper() + words[1:]


def measure_title(name: str) -> str:
    """Return a measure's name as a heading, without the unit.

    >>> measure_title("trunk_speed_deg_s")
    'Trunk speed'
    """
    return heading(without_unit(name))


def without_unit(name: str) -> str:
    """Return a measure's name without the unit that it ends with.

    >>> without_unit("trunk_speed_deg_s")
    'trunk_speed'
    """
    for ending in _UNIT_ENDINGS:
        name = name.removesuffix(ending)
    return name


def unit_words(unit: str) -> str:
    """Return a unit as one says it."""
    return say(_UNIT_WORDS[unit]) if unit in _UNIT_WORDS else unit


def digits_of(unit: str) -> int:
    """Return how many digits after the point mean something in a unit."""
    return _DIGITS.get(unit, _OTHER_DIGITS)


def clock(t_s: float) -> str:
    """Return a time in a recording as a player shows it.

    >>> clock(61.4), clock(3661)
    ('1:01', '1:01:01')
    """
    whole = max(0, math.floor(t_s))
    minutes, seconds = divmod(whole, _MINUTE_S)
    hours, minutes = divmod(minutes, _MINUTE_S)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def lasting(seconds: float) -> str:
    """Return a length of time in words.

    >>> lasting(1.24), lasting(61), lasting(7265)
    ('1.2 seconds', '1 minute 1 second', '2 hours 1 minute')
    """
    if 0 < seconds < _EXACT_BELOW_S and round(seconds, 1) != round(seconds):
        return say("{seconds:.1f} seconds", seconds=seconds)
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, _MINUTE_S)
    if not minutes:
        return count(rest, "{n} second", "{n} seconds")
    if whole < _HOUR_S:
        longer = count(minutes, "{n} minute", "{n} minutes")
        shorter = count(rest, "{n} second", "{n} seconds") if rest else ""
    else:
        hours, minutes = divmod(round(whole / _MINUTE_S), _MINUTE_S)
        longer = count(hours, "{n} hour", "{n} hours")
        shorter = count(minutes, "{n} minute", "{n} minutes") if minutes else ""
    return say("{longer} {shorter}", longer=longer, shorter=shorter) if shorter else longer


def brief(seconds: float) -> str:
    """Return a length of time for a table.

    >>> brief(9.27), brief(907)
    ('9.3 s', '15:07')
    """
    return say("{seconds:.1f} s", seconds=seconds) if seconds < _MINUTE_S else clock(seconds)


def listed(items: Sequence[str]) -> str:
    """Return items as a list in a sentence.

    >>> listed(["hero", "diamond", "relax"])
    'hero, diamond and relax'
    """
    if len(items) < 2:  # noqa: PLR2004 (one item needs no "and")
        return "".join(items)
    return say("{items} and {last}", items=say(", ").join(items[:-1]), last=items[-1])


def band_words(low: float, high: float, unit: str) -> str:
    """Return the bounds of a band in words; an infinite one is none.

    >>> band_words(-math.inf, 0.06, "trunk")
    'at most 0.06 trunk lengths'
    """
    values = {"low": low, "high": high, "unit": unit_words(unit)}
    if math.isinf(low) and math.isinf(high):
        return say("any value")
    if math.isinf(low):
        return say("at most {high:g} {unit}", **values)
    if math.isinf(high):
        return say("at least {low:g} {unit}", **values)
    return say("{low:g} to {high:g} {unit}", **values)
