"""All that a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.session.recorded.replay import Reviewed
    from vision.session.recorded.take import Take


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A picture of a moment worth looking at.

    Attributes
    ----------
    t_s
        When, in seconds of the recording.
    jpeg
        The picture, as a JPEG file.
    step
        Which of the reviewed steps it belongs to, from 0.
    best
        Whether it shows what went well; else what is most worth looking at.
    words
        What there is to see, in a line.

    """

    t_s: float
    jpeg: bytes
    step: int
    best: bool
    words: str


@dataclass(frozen=True, slots=True, eq=False)
class ReportInput:
    """What was found in a recording, and what the report says of it besides.

    Attributes
    ----------
    title
        The video's file name, or whatever to call the session; anything may be in it.
    video
        Relative path of the annotated video, in the folder of the report or below; None without.
    reviewed
        What was found.
    take
        The pictures looked at, of which the first is the video's beginning, and what was measured.
    units
        Name to unit of each measure.
    notes
        Sentences on the recording: damage, several people, nobody for long.
    thumbnails
        Moments worth looking at.
    provenance
        What made the report, in words: program, model, thresholds, flow, pictures a second, video.
    even_hz
        Rows a second of the table of measures; None for a row where each picture is.

    """

    title: str
    video: str | None
    reviewed: Reviewed
    take: Take
    units: Mapping[str, str]
    notes: Sequence[str]
    thumbnails: Sequence[Thumbnail]
    provenance: Mapping[str, str]
    even_hz: float | None = None
