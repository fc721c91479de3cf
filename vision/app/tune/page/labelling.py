"""Labels, and the band they tell of."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from nicegui import run, ui

from vision.app.tune.page.parts import message, told_in, warn
from vision.app.tune.page.rows import label_words
from vision.measure.catalog import UNITS
from vision.render.tuning.fit_plot import Rate, fit_figure
from vision.tune.fit.warnings import counted
from vision.tune.labels import Label
from vision.words.wording import clock, heading, measure_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.app.tune.view import View
    from vision.tune.bounds import Bounds
    from vision.tune.fit.proposal import Curve, Fit


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a session that was dragged over."""

    session: int
    start_s: float
    end_s: float


class Labelling:
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
            self._correct = ui.button("Correct", on_click=lambda: self._label(""))
            self._correct.props("color=positive text-color=black")
            self._wrong = ui.button(on_click=lambda: self._label(view.choice.criterion))
            self._wrong.props("color=warning text-color=black")
        self._message = message()
        self._list = ui.column().classes("gap-1 w-full")
        fit = ui.button("What do the labels tell?", on_click=self._fit).props("outline")
        fit.classes("mt-2")
        self._result = ui.column().classes("gap-2 w-full fitted")
        self.show()

    def show(self) -> None:
        """Show the labels as they are, and what may be labelled."""
        criterion = self._view.choice.criterion.replace("_", " ")
        self._wrong.set_text(f"Wrong, because of: {criterion}")
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
        self._message.set_text("")
        self._show_stretch()

    def _show_stretch(self) -> None:
        stretch = self._stretch
        sides = [pose.side for pose in self._view.desk.variants(self._view.choice.pose)]
        sided = sides != [None]
        self._side.set_visibility(sided and stretch is not None)
        if stretch is None:
            self._chosen.set_text(
                "Drag over a stretch in a row to label it, or press [ where it begins and ] where "
                "it ends."
            )
        else:
            name = self._view.desk.sessions[stretch.session].name
            self._chosen.set_text(f"{name}, {clock(stretch.start_s)} to {clock(stretch.end_s)}")
            if sided:
                done = self._view.side_within(stretch.session, stretch.start_s, stretch.end_s)
                options = {side: f"{side} leg in front" for side in sides if side}
                self._side.set_options(options, value=done or sides[0])
        for button in (self._correct, self._wrong):
            button.set_enabled(stretch is not None)

    def _entry(self, session: int, label: Label) -> None:
        name = self._view.desk.sessions[session].name
        with ui.row().classes("items-center gap-2 no-wrap w-full"):
            side = f", {label.side} leg" if label.side else ""
            ui.label(
                f"{name} {clock(label.start_s)} to {clock(label.end_s)}{side}: {label_words(label)}"
            ).classes("grow")
            ui.button(icon="delete", on_click=lambda: self._remove(session, label)).props(
                'flat dense round aria-label="Remove this label"'
            )

    def _label(self, criterion: str) -> None:
        stretch = self._stretch
        if stretch is None:
            return
        sided = self._view.desk.variants(self._view.choice.pose)[0].side is not None
        side = self._side.value if sided else None
        start_s, end_s = round(stretch.start_s, 2), round(stretch.end_s, 2)
        with told_in(self._message):
            label = Label(start_s, end_s, self._view.choice.pose, side, criterion)
            self._view.desk.label(stretch.session, label)
            self._stretch = None

    def _remove(self, session: int, label: Label) -> None:
        with told_in(self._message):
            self._view.desk.unlabel(session, label)

    # --- the fit -----------------------------------------------------------------------------

    async def _fit(self) -> None:
        view = self._view
        self._result.clear()
        with told_in(self._message):
            found = await run.io_bound(view.desk.fit, view.choice, view.bounds)
            if found is not None:  # as it is where the page is being closed
                with self._result:
                    self._show_fit(found)

    def _show_fit(self, found: Fit) -> None:
        ui.label(
            f"From {counted(found.correct.stretches, 'stretch')} "
            f"marked correct and {found.wrong.stretches} marked wrong, in "
            f"{counted(found.sessions, 'session')}."
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
            ui.label("The band as it is does as well as any other.")
            return
        ui.label(f"Proposed: {changed}.").classes("text-lg")
        ui.button("Try it", on_click=lambda: self._try(proposed))

    def _try(self, proposed: Bounds) -> None:
        self._view.move(low=proposed.low, high=proposed.high)
        self._tried()

    def _figure(self, found: Fit, curve: Curve) -> dict[str, object]:
        measure = found.criterion.band.measure
        marks = {"now": float(curve.threshold[curve.current])}
        if curve.suggested is not None:
            marks["proposed"] = float(curve.threshold[curve.suggested])
        return fit_figure(
            curve.threshold,
            (
                Rate("caught", curve.caught, curve.caught_low, curve.caught_high),
                Rate(
                    "false alarms",
                    curve.false_alarms,
                    curve.false_alarms_low,
                    curve.false_alarms_high,
                ),
            ),
            marks,
            title=escape(f"{heading(curve.bound)} bound of {measure_title(measure).lower()}"),
            unit=UNITS[measure],
        )
