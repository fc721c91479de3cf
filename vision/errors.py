"""Everything unknot raises on purpose.

::

    UnknotError                 exit code 1: it was worth trying, and it failed
    ├── UsageError              exit code 2: what was asked for cannot be meant
    │   └── ConfigError         a pose, flow or thresholds file says something unknown
    ├── FrameSourceError        a camera or recording gives no (more) pictures
    ├── OutputError             something cannot be written where it was asked for
    │   └── FrameWriterError    a recording, at the start or later (a full disk)
    ├── WeightsError            the model file is missing, damaged or cannot be fetched
    ├── LandmarkerError         the landmarker refuses to start
    └── MissingLibraryError     the system lacks a shared library OpenCV or MediaPipe loads

Every message is one line that tells what was expected, what came, and what to do. The command
line prints it without a traceback and exits with ``exit_code``.
"""

from __future__ import annotations

from typing import ClassVar, Final

from vision.words import say

DEBUG_VARIABLE: Final = "UNKNOT_DEBUG"
"""The environment's variable that asks for the whole way to an error that should not be."""


class UnknotError(Exception):
    """Base of every error unknot raises on purpose; its text is meant for the user.

    Parameters
    ----------
    text, values
        As `vision.words.say` takes them: English as a literal, and what stands in its braces.

    """

    exit_code: ClassVar[int] = 1

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(say(text, **values))


class UsageError(UnknotError):
    """What was asked for cannot be meant: an unknown name, a value out of range."""

    exit_code: ClassVar[int] = 2


class ConfigError(UsageError):
    """A pose, flow or thresholds file holds something unknown or impossible."""


class FrameSourceError(UnknotError):
    """A camera or recording cannot be opened, or gives no pictures."""


class OutputError(UnknotError):
    """Something cannot be written where it was asked for."""


class FrameWriterError(OutputError):
    """A recording cannot be written, from the start or any more."""


class WeightsError(UnknotError):
    """The model file is missing, damaged, or cannot be fetched."""


class LandmarkerError(UnknotError):
    """The landmarker cannot be started."""


class MissingLibraryError(UnknotError):
    """The system lacks a shared library that OpenCV or MediaPipe needs to load."""
