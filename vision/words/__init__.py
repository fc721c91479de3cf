"""All that a person reads or hears.

English stands where it is used, as the argument of `say`, `count` or `mark`, or in the TOML file of
a pose or a flow; another language is one gettext catalogue, see `vision.words.language`.
"""

from __future__ import annotations

from vision.words.language import catalogue

__all__ = ["count", "mark", "say"]


def say(text: str, /, **values: object) -> str:
    """Return a text in the person's language, with ``{name}`` filled in from ``values``.

    Parameters
    ----------
    text
        English, as a literal, or a text that was marked where it stands (`mark`, TOML).
    values
        What stands in the text's braces; format specifications work. Without any, braces are kept.

    """
    said = catalogue().gettext(text) if text else ""  # a catalogue's "" is its own heading
    return said.format(**values) if values else said


def count(number: int, one: str, many: str, /, **values: object) -> str:
    """Return the text for a number of things, with ``{n}`` and ``values`` filled in.

    >>> count(1, "{n} cue", "{n} cues"), count(3, "{n} cue", "{n} cues")
    ('1 cue', '3 cues')
    """
    return catalogue().ngettext(one, many, number).format(n=number, **values)


def mark(text: str, /) -> str:
    """Return the text as it is: marks a literal for translation where it is kept, not yet said."""
    return text
