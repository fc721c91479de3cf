"""The report on a recorded session: one page that needs nothing but a browser."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind
from vision.render.overlay.card import form_text
from vision.render.page import address, data_address, json_in_html, plotly_script, render, script
from vision.render.photo import half_size
from vision.render.pictures.page import MovingPicture, moving_picture
from vision.render.report.breath.curve import breath_plot, breath_words
from vision.render.report.plots import measure_plots
from vision.render.report.sentences import summary_of
from vision.render.report.timeline import timeline
from vision.session.snapshot import Way
from vision.words import mark, say
from vision.words.wording import band_words, heading, measure_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from vision.criteria.model import Band
    from vision.render.report.plots import Plot
    from vision.render.report.report_input import ReportInput, Thumbnail
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.routine import Routine
    from vision.session.snapshot import StepSummary

_SCRIPTS: Final = ("poses.js", "report_time.js", "report_drawing.js", "report_now.js", "report.js")
SHARE_BYTES: Final = 3_000_000
"""Most a page to be given away may take: what any mailbox and messenger lets through."""
_ABOUT_FILM_BYTES: Final = 1000
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
    breath = breath_plot(data)
    plots = [*filter(None, [breath]), *measure_plots(data)]
    poses = {(s.pose.name, s.pose.side): s for s in data.reviewed.routine.steps}
    return render(
        "report.html.j2",
        (plotly_script(), script(*_SCRIPTS)),
        report=data,
        video=None if data.video is None else address(data.video),
        summary=summary_of(data),
        notes=data.notes,
        seek=True,
        figures=json_in_html(_figures(data, plots)),
        plots=list(enumerate(plots)),
        steps=[(step.stretch.index + 1, step) for step in data.reviewed.steps],
        moments=_in_order(data.thumbnails),
        poses=poses.values(),
        provenance={
            say(_PROVENANCE.get(name, heading(name))): say(value) if name == "thresholds" else value
            for name, value in data.provenance.items()
        },
        kinds=_KINDS,
        asked_s=_asked_s,
        form_text=form_text,
        breathed=breath is not None,
        breath_text=partial(breath_words, data=data),
        data_address=data_address,
        picture_of=lambda step: _picture_of(step, data.reviewed.routine),
        band_text=lambda band: _band_text(band, data.units),
    )


def share_html(data: ReportInput, film: Callable[[int], bytes | None], version: str) -> str:
    """Return the report's summary and moments as one small HTML page to be given away, in UTF-8.

    Of the recording it tells neither its name nor what its file is like.

    Parameters
    ----------
    data
        The report.
    film
        Returns a film of the moments (H.264 in MP4) of at most so many bytes, None without one.
    version
        The program's.

    """
    pictures, most_bytes = data.thumbnails, SHARE_BYTES // 2 * 3 // 4
    while sum(len(picture.jpeg) for picture in pictures) > most_bytes:
        pictures = [replace(picture, jpeg=half_size(picture.jpeg)) for picture in pictures]
    page = partial(
        render,
        "share.html.j2",
        report=data,
        summary=summary_of(data),
        notes=(),
        seek=False,
        moments=_in_order(pictures),
        data_address=data_address,
        version=version,
    )
    room_bytes = SHARE_BYTES - len(page(film=None).encode("utf-8")) - _ABOUT_FILM_BYTES
    mp4 = film(room_bytes * 3 // 4)
    return page(film=None if mp4 is None else data_address(mp4, "video/mp4"))


def _in_order(pictures: Sequence[Thumbnail]) -> list[Thumbnail]:
    return sorted(pictures, key=lambda picture: (picture.step, not picture.best, picture.t_s))


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
