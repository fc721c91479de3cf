"""The report on a recorded session: one page that needs nothing but a browser."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from plotly.offline import get_plotlyjs

from vision.render.overlay.card import zone_share
from vision.render.page import address, data_address, json_in_html, render, script
from vision.render.report.plots import measure_plots
from vision.render.report.sentences import words_of_report
from vision.render.report.timeline import timeline
from vision.words import wording

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from vision.render.report.plots import Plot
    from vision.session.recorded.reviewed import Reviewed, ReviewedStep

_SCRIPTS: Final = ("report_time.js", "report_drawing.js", "report_now.js", "report.js")


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
    """All that a report tells.

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


def report_html(data: ReportInput) -> str:
    """Return the report as one HTML page, in UTF-8."""
    plots = measure_plots(data)
    return render(
        "report.html.j2",
        (get_plotlyjs(), script(*_SCRIPTS)),
        title=data.title,
        video=None if data.video is None else address(data.video),
        words=words_of_report(data),
        data=json_in_html(_figures(data, plots)),
        plots=[{"index": index, **_named(plot)} for index, plot in enumerate(plots)],
        rows=[_row(index, step) for index, step in enumerate(data.reviewed.steps)],
        moments=_moments(data),
        notes=data.notes,
        thresholds=_thresholds(data),
        provenance=data.provenance,
    )


def _figures(data: ReportInput, plots: Sequence[Plot]) -> dict[str, object]:
    """Return what the page's script draws."""
    return {
        "span": [float(data.t_s[0]), float(data.t_s[-1])] if len(data.t_s) else [0.0, 0.0],
        "timeline": timeline(data),
        "plots": [plot.figure for plot in plots],
    }


def _named(plot: Plot) -> dict[str, object]:
    return {
        "title": plot.title,
        "unit": plot.unit,
        "judged_by": plot.judged_by,
        "main": plot.main,
    }


def _row(index: int, step: ReviewedStep) -> dict[str, object]:
    """Return a row of the table of steps."""
    summary, asked_s = step.summary, step.summary.target_s
    asked = asked_s > 0 and math.isfinite(asked_s)
    return {
        "number": index + 1,
        "title": summary.title,
        "start_s": step.stretch.start_s,
        "end_s": step.stretch.end_s,
        "held_s": summary.held_s,
        "asked_s": asked_s if asked else None,
        "share": min(1.0, summary.held_s / asked_s) if asked else 1.0,
        "zone": zone_share(summary) if summary.held_s > 0 else None,
        "cues": [
            f"{wording.heading(name)}, {count} times" if count > 1 else wording.heading(name)
            for name, count in summary.corrections.items()
        ],
        "stage": wording.heading(summary.stage) if summary.stage else "",
    }


def _moments(data: ReportInput) -> list[dict[str, object]]:
    """Return the thumbnails by step, what went well before what is worth looking at."""
    groups: dict[int, list[Thumbnail]] = {}
    for each in sorted(data.thumbnails, key=lambda t: (t.step, not t.best, t.t_s)):
        groups.setdefault(each.step, []).append(each)
    return [
        {
            "title": data.reviewed.steps[step].summary.title,
            "number": step + 1,
            "pictures": [
                {"t_s": t.t_s, "best": t.best, "words": t.words, "src": data_address(t.jpeg)}
                for t in pictures
            ],
        }
        for step, pictures in groups.items()
    ]


def _thresholds(data: ReportInput) -> list[dict[str, object]]:
    """Return every criterion the recording was judged by, once for each pose."""
    poses = {(s.pose.name, s.pose.side): s for s in data.reviewed.routine.steps}
    return [
        {
            "pose": step.title,
            "criterion": c.name,
            "kind": c.kind.value,
            "measure": c.band.measure,
            "band": wording.band_words(c.band.low, c.band.high, data.units.get(c.band.measure, "")),
            "margin": f"{c.band.margin:g}",
            "why": c.why,
        }
        for step in poses.values()
        for c in step.pose.criteria
    ]
