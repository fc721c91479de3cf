"""The sessions, one row each: the measure, the band to drag, and what becomes of both."""

from __future__ import annotations

import json
import math
from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from nicegui import ui

from vision.app.tune.page.parts import icon_button
from vision.measure.catalog import UNITS
from vision.render.tuning.plot import row_figure, strip_update, times_shown, value_range
from vision.words import count, mark, say
from vision.words.wording import heading, measure_title, unit_words, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from vision.app.tune.desk import Choice
    from vision.app.tune.view import View
    from vision.tune.labels import Label

_SAVED, _NOW = 0, 1
_CLOSER: Final = 3
"""How much less is shown at each step."""
_FAR_MORE: Final = 2.0
_EDGE: Final = 0.03
"""Of the height in sight: so near the edge there is no room to drag on."""
_CLOSEST_S: Final = 2.0


class Row:
    """One session.

    Parameters
    ----------
    view
        The tab it belongs to.
    index
        Which of the sessions.

    """

    def __init__(self, view: View, index: int) -> None:
        self._view = view
        self._index = index
        session = view.desk.sessions[index]
        self._ends = self._part = float(session.take.t_s[0]), float(session.take.t_s[-1])
        self._stretch: tuple[float, float] | None = None
        self._values_shown = 0.0, 0.0
        self._sheet = ui.element("section").classes("sheet")
        with self._sheet:
            with ui.row().classes("items-start gap-4 w-full no-wrap"):
                with ui.row().classes("items-baseline gap-x-4 grow"):
                    with ui.element("h2"):
                        ui.label(session.name)
                    self._note = ui.label().classes("quiet")
                with ui.row().classes("gap-1 no-wrap"):
                    for icon, words, act in (
                        ("zoom_in", say("Look closer"), self._closer),
                        ("zoom_out_map", say("The whole session"), self._whole),
                    ):
                        icon_button(icon, words, act).tooltip(words)
            with ui.element("div").classes("row-box").props(f'id="{self._box}"'):
                self._plot = ui.plotly(self._figure()).classes("w-full")
        t_s = session.take.t_s
        step_s = float(np.median(np.diff(t_s))) if len(t_s) > 1 else 0.1
        about = {
            "first": self._ends[0],
            "last": self._ends[1],
            "step": round(step_s, 4),
            "title": session.name,
        }
        _run(f"unknot.attach({index}, {json.dumps(self._box)}, {json.dumps(about)})")

    @property
    def _box(self) -> str:
        return f"row-{self._index}"

    def rebuild(self, *, whole: bool = True) -> None:
        """Show another criterion, or the same with other places or another height.

        What part of the session is shown stays as it is, unless the ``whole`` is to be shown.
        """
        if whole:
            self._part = self._ends
        self._plot.update_figure(self._figure())
        self._show_note()

    def judge(self, *, settled: bool = True) -> None:
        """Show what becomes of the numbers that are tried.

        Once they have ``settled``, and nobody is dragging a line any more, they are brought into
        view where they are not.
        """
        if settled and self._needs_other_height():
            self.rebuild(whole=False)
            return
        update, traces = self._strip(_NOW)
        self._plot.run_plot_method("restyle", update, traces)
        self._show_note()

    def _needs_other_height(self) -> bool:
        """Return whether a bound is at the edge or beyond, or far more in sight than has to be."""
        low, high = self._values_shown
        edge = _EDGE * (high - low)
        least, most = value_range(self._values_near(), self._in_view())
        lost = any(
            math.isfinite(bound) and not low + edge <= bound <= high - edge
            for bound in (self._view.bounds.low, self._view.bounds.high)
        )
        return lost or high - low > _FAR_MORE * (most - least)

    def take(self, stretch: tuple[float, float]) -> None:
        """Take a stretch that was dragged over: that is what one would look at closer."""
        self._stretch = stretch

    def _closer(self) -> None:
        """Show what was dragged over, else a part around the moment that is shown."""
        if self._stretch is not None:
            self._show_part(*self._stretch)
            self._stretch = None
            return
        from_s, to_s = self._part
        middle_s = (from_s + to_s) / 2
        if self._view.session == self._index and from_s <= self._view.t_s <= to_s:
            middle_s = self._view.t_s
        half_s = max((to_s - from_s) / (2 * _CLOSER), _CLOSEST_S / 2)
        self._show_part(middle_s - half_s, middle_s + half_s)

    def _whole(self) -> None:
        """Show the whole session again."""
        self._show_part(*self._ends)

    def _show_part(self, from_s: float, to_s: float) -> None:
        first_s, last_s = self._ends
        self._part = max(from_s, first_s), min(to_s, last_s)
        self._plot.run_plot_method("relayout", times_shown(*self._part))

    def mark(self, labels: Iterable[Label]) -> None:
        """Show the labels of the session; those of other criteria stay in the background."""
        marks = [
            {
                "from": label.start_s,
                "to": label.end_s,
                "kind": self._kind(label),
                "text": label_words(label),
            }
            for label in labels
            if label.pose == self._view.choice.pose
        ]
        _run(f"unknot.mark({self._index}, {json.dumps(marks)})")

    def _kind(self, label: Label) -> str:
        if not label.criterion:
            return "correct"
        return "wrong" if label.criterion == self._view.choice.criterion else "other"

    def _show_note(self) -> None:
        before, now = self._view.counts(self._index)
        # Sessions that show the pose come first.
        absent = not self._view.stretches(self._index)
        self._sheet.classes(add="absent") if absent else self._sheet.classes(remove="absent")
        if absent:
            self._note.set_text(say("This pose was not found in this session."))
            return
        alone = mark(
            "done {places}, called {calls} as saved, {now} now. None of the routine's steps here; "
            "shown is the time in which it is recognised on its own."
        )
        found = mark("done {places}, called {calls} as saved, {now} now.")
        note = say(
            alone if self._view.found_alone(self._index) else found,
            places=count(len(self._view.stretches(self._index)), "{n} time", "{n} times"),
            calls=count(before.calls, "{n} time", "{n} times"),
            now=now.calls,
        )
        self._note.set_text(note)

    def _strip(self, strip: int) -> tuple[dict[str, Any], list[int]]:
        judged = (self._view.before, self._view.now)[strip][self._index]
        t_s = self._view.desk.sessions[self._index].take.t_s
        runs = [run for track in judged for run in track.runs]
        return strip_update(runs, strip, float(t_s[-1] - t_s[0]))

    def _figure(self) -> dict[str, Any]:
        view = self._view
        session = view.desk.sessions[self._index]
        values = view.values(self._index)
        spans = view.spans(self._index)
        measure = view.criterion.band.measure
        unit = UNITS[measure]
        figure = row_figure(
            session.take.t_s, values, spans, unit=unit, title=escape(measure_title(measure))
        )
        self._values_shown = value_range(self._values_near(), self._in_view())
        figure["layout"]["yaxis"]["range"] = self._values_shown
        for key, value in times_shown(*self._part).items():
            figure["layout"]["xaxis"][key.removeprefix("xaxis.")] = value
        for strip in (_SAVED, _NOW):
            update, traces = self._strip(strip)
            for place, trace in enumerate(traces):
                figure["data"][trace] |= {key: parts[place] for key, parts in update.items()}
        return figure

    def _values_near(self) -> NDArray[np.float64]:
        """Return the values where the pose is done, all of them where it is not."""
        session = self._view.desk.sessions[self._index]
        values = self._view.values(self._index)
        spans = self._view.spans(self._index)
        near = [values[slice(*np.searchsorted(session.take.t_s, span))] for span in spans]
        return np.concatenate(near or [values])

    def _in_view(self) -> list[float]:
        """Return what of the bands has to be in view: with room to drag it further."""
        saved, tried = self._view.saved, self._view.bounds
        room = max(saved.margin, tried.margin)
        return [
            bound + side * 2 * room
            for bounds in (saved, tried)
            for bound, side in ((bounds.low, -1), (bounds.high, 1))
            if math.isfinite(bound)
        ]


def label_words(label: Label) -> str:
    """Return what a label says, in words."""
    if not label.criterion:
        return say("✓ correct")
    return say("◆ wrong: {criterion}", criterion=words_of(label.criterion))


def choice_words(choice: Choice) -> str:
    """Return in words what is being tuned."""
    criterion, pose = heading(choice.criterion), heading(choice.pose)
    return say("{criterion}, {pose}", criterion=criterion, pose=pose)


def band_json(view: View, step: float) -> str:
    """Return the band as the page's script takes it, with the words of its two lines.

    In the words ``{value}`` and ``{session}`` are left for the script to fill in.
    """
    bounds = view.bounds
    band = {
        "low": bounds.low if math.isfinite(bounds.low) else None,
        "high": bounds.high if math.isfinite(bounds.high) else None,
        "margin": bounds.margin,
        "step": step,
        "of": choice_words(view.choice),
        "tags": {"low": say("low {value}"), "high": say("high {value}")},
        "labels": {
            "low": say("low bound of {criterion}, {session}"),
            "high": say("high bound of {criterion}, {session}"),
        },
        "value": say("{value} {unit}"),
        "unit": unit_words(view.unit),
    }
    return json.dumps(band)


def _run(script: str) -> None:
    ui.run_javascript(script)
