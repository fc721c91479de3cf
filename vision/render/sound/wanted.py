"""What is heard, and how loud, as a person says it."""

from __future__ import annotations

from typing import Final

from vision.errors import UsageError

OFF: Final = "off"
VOICE: Final = "voice"
SOUNDS: Final = (OFF, "tones", VOICE)
_LOUDEST: Final = 100


def require_sound(text: str) -> None:
    """Make sure that a text says what is heard.

    Raises
    ------
    UsageError
        If it does not.

    """
    if text not in SOUNDS:
        raise UsageError("--sound expects off, tones or voice, got {text!r}", text=text)


def require_volume(percent: float) -> None:
    """Make sure that a number says how loud it is.

    Raises
    ------
    UsageError
        If it does not.

    """
    if not 0 <= percent <= _LOUDEST:
        raise UsageError("--volume expects a number from 0 to 100, got {n:g}", n=percent)
