"""Labels, and the band they tell of."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from nicegui import run, ui

from vision.app.tune.page.parts import errors_shown_in, icon_button, status_line, warn
from vision.app.tune.page.rows import label_words
from vision.measure.catalog import UNITS
from vision.render.tuning.fit_plot import Rate, fit_figure
from vision.tune.labels import Label
from vision.words import count, mark, say
from vision.words.wording import clock, measure_title, words_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.app.tune.page.parts import Stretch
    from vision.app.tune.view import View
    from vision.tune.bounds import Bounds
    from vision.tune.fit.result import Curve, Fit

_SIDES: Final = {"right": mark("right leg in front"), "left": mark("left leg in front")}
_ENTRIES: Final = {
    None: mark("{session} {start} to {end}: {label}"),
    "right": mark("{session} {start} to {end}, right leg: {label}"),
    "left": mark("{session} {start} to {end}, left leg: {label}"),
}
_BOUNDS: Final = {
    "low": mark("Low bound of {measure}"),
    "high": mark("High bound of {measure}"),
}


class LabelPanel:
    """The panel.

    Parameters
    ----------
    view
        The tab it belongs to.
    tried
        Called when the numbers the labels propose are tried.

    """

    def __init__(self, view: View, tried: Callable[[], None]) -> None:
        self._view = view
        self._tried = tried
        self._stretch: Stretch | None = None
        self._chosen = ui.label().classes("text-lg")
        self._side = ui.radio({}).props("inline")
        with ui.row().classes("gap-2"):
            self._correct = ui.button(say("Correct"), on_click=lambda: self._label(""))
            self._correct.props("color=positive text-color=black")
            self._wrong = ui.button(on_click=lambda: self._label(view.choice.criterion))
            self._wrong.props("color=warning text-color=black")
        self._status = status_line()
        self._list = ui.column().classes("gap-1 w-full")
        fit = ui.button(say("What do the labels tell?"), on_click=self._fit).props("outline")
        fit.classes("mt-2")
        self._result = ui.column().classes("gap-2 w-full fitted")
        self.show()

    def show(self) -> None:
        """Show the labels as they are, and what may be labelled."""
        criterion = words_of(self._view.choice.criterion)
        self._wrong.set_text(say("Wrong, because of: {criterion}", criterion=criterion))
        self._list.clear()
        with self._list:
            for session, labels in enumerate(self._view.desk.labels):
                for label in labels:
                    if label.pose == self._view.choice.pose:
                        self._entry(session, label)
        self._result.clear()
        self._show_stretch()

    def take(self, stretch: Stretch) -> None:
        """Take what was dragged over."""
        self._stretch = stretch
        self._status.set_text("")
        self._show_stretch()

    def _show_stretch(self) -> None:
        stretch = self._stretch
        sides = [pose.side for pose in self._view.desk.variants(self._view.choice.pose)]
        sided = sides != [None]
        self._side.set_visibility(sided and stretch is not None)
        if stretch is None:
            self._chosen.set_text(
                say(
                    "Drag over a stretch in a row to label it, or press [ where it begins and ] "
                    "where it ends."
                )
            )
        else:
            self._chosen.set_text(stretch.words(self._view.desk))
            if sided:
                done = self._view.side_within(stretch.session, stretch.start_s, stretch.end_s)
                options = {side: say(_SIDES[side]) for side in sides if side}
                self._side.set_options(options, value=done or sides[0])
        for button in (self._correct, self._wrong):
            button.set_enabled(stretch is not None)

    def _entry(self, session: int, label: Label) -> None:
        words = say(
            _ENTRIES[label.side],
            session=self._view.desk.sessions[session].name,
            start=clock(label.start_s),
            end=clock(label.end_s),
            label=label_words(label),
        )
        with ui.row().classes("items-center gap-2 no-wrap w-full"):
            ui.label(words).classes("grow")
            icon_button("delete", say("Remove this label"), lambda: self._remove(session, label))

    def _label(self, criterion: str) -> None:
        stretch = self._stretch
        if stretch is None:
            return
        sided = self._view.desk.variants(self._view.choice.pose)[0].side is not None
        side = self._side.value if sided else None
        start_s, end_s = round(stretch.start_s, 2), round(stretch.end_s, 2)
        with errors_shown_in(self._status):
            label = Label(start_s, end_s, self._view.choice.pose, side, criterion)
            self._view.desk.label(stretch.session, label)
            self._stretch = None

    def _remove(self, session: int, label: Label) -> None:
        with errors_shown_in(self._status):
            self._view.desk.unlabel(session, label)

    # --- the fit -----------------------------------------------------------------------------

    async def _fit(self) -> None:
        view = self._view
        self._result.clear()
        with errors_shown_in(self._status):
            found = await run.io_bound(view.desk.fit, view.choice, view.bounds)
            if found is not None:  # as it is where the page is being closed
                with self._result:
                    self._show_fit(found)

    def _show_fit(self, found: Fit) -> None:
        ui.label(
            say(
                "From {correct} marked correct and {wrong} marked wrong, in {sessions}.",
                correct=count(found.correct.stretches, "{n} stretch", "{n} stretches"),
                wrong=found.wrong.stretches,
                sessions=count(found.sessions, "{n} session", "{n} sessions"),
            )
        )
        for sentence in found.warnings:
            warn(sentence)
        for curve in found.curves:
            ui.plotly(self._figure(found, curve)).classes("w-full")
        if found.proposed is not None:
            self._offer(found, found.proposed)

    def _offer(self, found: Fit, proposed: Bounds) -> None:
        changed = ", ".join(
            f"{name} {value:g}" for name, value in proposed.unlike(found.current).items()
        )
        if not changed:
            ui.label(say("The band as it is does as well as any other."))
            return
        ui.label(say("Proposed: {numbers}.", numbers=changed)).classes("text-lg")
        ui.button(say("Try it"), on_click=lambda: self._try(proposed))

    def _try(self, proposed: Bounds) -> None:
        self._view.move(low=proposed.low, high=proposed.high)
        self._tried()

    def _figure(self, found: Fit, curve: Curve) -> dict[str, object]:
        measure = found.criterion.band.measure
        marks = {say("now"): float(curve.threshold[curve.current])}
        if curve.suggested is not None:
            marks[say("proposed")] = float(curve.threshold[curve.suggested])
        c = curve
        return fit_figure(
            curve.threshold,
            (
                Rate(say("caught"), c.caught, c.caught_low, c.caught_high),
                Rate(say("false alarms"), c.false_alarms, c.false_alarms_low, c.false_alarms_high),
            ),
            marks,
            title=escape(say(_BOUNDS[curve.bound], measure=measure_title(measure).lower())),
            unit=UNITS[measure],
        )
