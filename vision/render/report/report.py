"""The report on a recorded session: one page that needs nothing but a browser."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind
from vision.render.overlay.card import form_text
from vision.render.page import address, data_address, json_in_html, plotly_script, render, script
from vision.render.pictures.page import MovingPicture, moving_picture
from vision.render.report.plots import measure_plots
from vision.render.report.sentences import summary_of
from vision.render.report.timeline import timeline
from vision.session.snapshot import Way
from vision.words import mark, say
from vision.words.wording import band_words, heading, measure_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vision.criteria.model import Band
    from vision.render.report.plots import Plot
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.routine import Routine
    from vision.session.snapshot import StepSummary

_SCRIPTS: Final = ("poses.js", "report_time.js", "report_drawing.js", "report_now.js", "report.js")
_KINDS: Final[Mapping[Kind, str]] = {
    Kind.RECOGNISE: mark("recognise"),
    Kind.TELL: mark("tell"),
    Kind.FORM: mark("form"),
    Kind.AIM: mark("aim"),
    Kind.MOVEMENT: mark("movement"),
    Kind.LEAVE: mark("leave"),
}
_PROVENANCE: Final[Mapping[str, str]] = {
    "damage": mark("Damage"),
    "fingerprint": mark("Fingerprint"),
    "flow": mark("Flow"),
    "judged_by": mark("Judged by"),
    "model_sha256": mark("Model sha256"),
    "pictures_a_second": mark("Pictures a second"),
    "program": mark("Program"),
    "thresholds": mark("Thresholds"),
    "video": mark("Video"),
}


def report_html(data: ReportInput) -> str:
    """Return the report as one HTML page, in UTF-8."""
    plots = measure_plots(data)
    poses = {(s.pose.name, s.pose.side): s for s in data.reviewed.routine.steps}
    return render(
        "report.html.j2",
        (plotly_script(), script(*_SCRIPTS)),
        report=data,
        video=None if data.video is None else address(data.video),
        summary=summary_of(data),
        figures=json_in_html(_figures(data, plots)),
        plots=list(enumerate(plots)),
        steps=[(step.stretch.index + 1, step) for step in data.reviewed.steps],
        moments=sorted(data.thumbnails, key=lambda t: (t.step, not t.best, t.t_s)),
        poses=poses.values(),
        provenance={
            say(_PROVENANCE.get(name, heading(name))): say(value) if name == "thresholds" else value
            for name, value in data.provenance.items()
        },
        kinds=_KINDS,
        asked_s=_asked_s,
        form_text=form_text,
        data_address=data_address,
        picture_of=lambda step: _picture_of(step, data.reviewed.routine),
        band_text=lambda band: _band_text(band, data.units),
    )


def _figures(data: ReportInput, plots: list[Plot]) -> dict[str, object]:
    """Return what the page's script draws and says."""
    return {
        "span": [float(data.take.t_s[0]), float(data.take.t_s[-1])]
        if len(data.take.t_s)
        else [0.0, 0.0],
        "timeline": timeline(data),
        "plots": [plot.figure for plot in plots],
        "words": {
            "between": say("between the steps"),
            "coming": say("on the way to: {step}"),
            "found": say("{criterion}: {detail}"),
            "comma": say(", "),
        },
    }


def _picture_of(step: ReviewedStep, routine: Routine) -> MovingPicture | None:
    """Return the picture of a step in the way it was done."""
    stretch, pose = step.stretch, step.stretch.step.pose
    easier = stretch.step == routine.steps[stretch.index].easier()
    return moving_picture(Way(pose.name, pose.side, easier), step.title)


def _asked_s(summary: StepSummary) -> float | None:
    """Return how long a step was to be held, None where nothing was asked."""
    asked_s = summary.target_s
    return asked_s if asked_s > 0 and math.isfinite(asked_s) else None


def _band_text(band: Band, units: Mapping[str, str]) -> str:
    bounds = band_words(band.low, band.high, units.get(band.measure, ""))
    return say("{measure}: {bounds}", measure=measure_title(band.measure), bounds=bounds)
