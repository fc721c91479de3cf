"""All that a report is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vision.session.recorded.reviewed import Reviewed


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
    t_s
        ``(T,)`` seconds of the pictures looked at, increasing. The video's beginning is the first.
    seen
        ``(T,)`` whether a body was seen.
    measures
        Name to ``(T,)``, NaN for "cannot tell"; at least those the routine's criteria look at.
    units
        Name to unit of each measure.
    notes
        Sentences on the recording: damage, several people, nobody for long.
    thumbnails
        Moments worth looking at.
    provenance
        What made the report, in words: program, model, thresholds, flow, pictures a second, video.

    """

    title: str
    video: str | None
    reviewed: Reviewed
    t_s: NDArray[np.float64]
    seen: NDArray[np.bool_]
    measures: Mapping[str, NDArray[np.float64]]
    units: Mapping[str, str]
    notes: Sequence[str]
    thumbnails: Sequence[Thumbnail]
    provenance: Mapping[str, str]
