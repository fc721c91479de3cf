"""The page as a whole: what is chosen, the picture, the rows, and the parts below them."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from nicegui import ui

from vision.app.tune.desk import Choice
from vision.app.tune.page.labelling import Labelling, Stretch
from vision.app.tune.page.numbers import Numbers, Table, step_of
from vision.app.tune.page.owning import Owning
from vision.app.tune.page.rows import Row, band_told, named
from vision.app.tune.page.saving import Saving
from vision.app.tune.view import View, choice_of, first_choice
from vision.criteria.model import Status
from vision.errors import UsageError
from vision.render.tuning.plot import LOOKS
from vision.words.wording import clock, digits_of, heading, printable, unit_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nicegui.events import GenericEventArguments, ValueChangeEventArguments

    from vision.app.tune.desk import Desk
    from vision.criteria.model import Criterion

PICTURE: Final = "/picture"
_STATIC: Final = files("vision.app.tune") / "static"
_BOUNDS: Final = ("low", "high")
_FOLLOW_EVERY_S: Final = 0.5
_SAID: Final = {Status.MET: "met", Status.MISSED: "missed", Status.UNSEEN: "cannot tell"}
_KEY: Final = "".join(f"<i class={status.value}></i>{escape(LOOKS[status][0])}" for status in LOOKS)
_HELP: Final = (
    "Drag a purple line, or focus it and press up or down. Click in a row to see that moment; "
    "left and right go from picture to picture, with Shift ten at a time, Home and End to the ends."
    " Drag over a stretch to label it, or press [ where it begins and ] where it ends."
)


class Tab:
    """One open tab.

    Parameters
    ----------
    desk
        What all tabs share.
    pose, criterion
        What to show, as the address says; what is not there is replaced by what is.
    numbers
        The numbers to try first; passed over if they cannot be meant.
    notes
        Why a session's pictures lack something, as a sentence, or "".

    """

    def __init__(
        self,
        desk: Desk,
        pose: str | None,
        criterion: str | None,
        numbers: Mapping[str, float],
        notes: Callable[[int], str],
    ) -> None:
        self._desk = desk
        self._notes = notes
        self._labels_version = desk.labels_version
        self.view = View(desk, choice_of(desk, pose, criterion))
        if self.view.choice == Choice(str(pose), str(criterion)):
            with suppress(UsageError):
                self.view.move(**numbers)
        _head()
        ui.button.default_props("no-caps")
        self._build()
        ui.on("unknot_bound", self._dragged)
        ui.on("unknot_moment", self._moved_to)
        ui.on("unknot_stretch", self._stretched)
        ui.timer(_FOLLOW_EVERY_S, self._follow)
        self._changed_choice()

    def _build(self) -> None:
        with ui.row().classes("w-full items-end gap-6"):
            with ui.element("h1"):
                ui.label("unknot tune")
            self._pose = ui.select({}, label="Pose", on_change=self._chose_pose)
            self._criterion = ui.select({}, label="Criterion", on_change=self._chose_criterion)
            for select, width in ((self._pose, "w-64"), (self._criterion, "w-96")):
                select.classes(width).props("outlined dense options-dense")
        with ui.element("div").classes("grid w-full gap-3 grid-cols-1 lg:grid-cols-[2fr_3fr]"):
            with ui.column().classes("gap-3 w-full"):
                self._build_moment()
                self._build_numbers()
            with ui.column().classes("gap-3 w-full"):
                with ui.row().classes("quiet w-full items-center"):
                    ui.html(_KEY, sanitize=False).classes("key")
                    ui.label(_HELP)
                with ui.column().classes("gap-3 w-full rows"):
                    sessions = range(len(self._desk.sessions))
                    self._rows = [Row(self.view, index) for index in sessions]
                self._build_parts()

    def _build_moment(self) -> None:
        with ui.element("section").classes("sheet"):
            ui.html("<img id=picture class=moment alt=''>", sanitize=False).classes("w-full")
            self._moment = ui.label().classes("text-lg").props("role=status").classes("when")
            self._note = ui.label().classes("quiet")

    def _build_numbers(self) -> None:
        with ui.element("section").classes("sheet"):
            self._why = ui.label().classes("quiet mb-3")
            self._numbers = Numbers(self.view, self._tried)
            with ui.row().classes("w-full my-2"):
                ui.button("As saved", on_click=self._reset).props("outline")
            self._table = Table(self.view)

    def _build_parts(self) -> None:
        with ui.element("section").classes("sheet"):
            with ui.tabs().props("align=left no-caps") as tabs:
                for name in ("Labels", "Save", "Own pose"):
                    ui.tab(name)
            with ui.tab_panels(tabs, value="Labels").classes("w-full"):
                with ui.tab_panel("Labels"):
                    self._labelling = Labelling(self.view, self._proposed)
                with ui.tab_panel("Save"):
                    self._saving = Saving(self.view)
                with ui.tab_panel("Own pose"):
                    self._owning = Owning(self.view)

    # --- what the user does ------------------------------------------------------------------

    def _chose_pose(self, event: ValueChangeEventArguments[str | None]) -> None:
        if event.value and event.value != self.view.choice.pose:
            self.view.choose(first_choice(self._desk, event.value))
            self._changed_choice()

    def _chose_criterion(self, event: ValueChangeEventArguments[str | None]) -> None:
        if event.value and event.value != self.view.choice.criterion:
            self.view.choose(Choice(self.view.choice.pose, event.value))
            self._changed_choice()

    def _dragged(self, event: GenericEventArguments) -> None:
        told = _Told.of(event)
        bound, value = told.text("bound"), told.number("value")
        if bound not in _BOUNDS or math.isnan(value) or told.text("of") != named(self.view.choice):
            return  # also what is still on its way when another criterion is chosen
        try:
            self.view.move(**{bound: value})
        except UsageError:
            # What is dragged past the other bound stops there; the numbers tell.
            self._show_band()
        self._numbers.show()
        self._judge(settled=bool(told.args.get("done")))

    def _moved_to(self, event: GenericEventArguments) -> None:
        told = _Told.of(event)
        row, t_s = told.number("row"), told.number("t")
        if row in range(len(self._rows)) and math.isfinite(t_s):
            self.view.seek(int(row), t_s)
            self._show_moment()

    def _stretched(self, event: GenericEventArguments) -> None:
        told = _Told.of(event)
        row, from_s, to_s = (told.number(key) for key in ("row", "from", "to"))
        if row not in range(len(self._rows)) or not from_s < to_s:
            return
        stretch = Stretch(int(row), from_s, to_s)
        self._rows[stretch.session].take((from_s, to_s))
        self._labelling.take(stretch)
        self._owning.take(stretch)

    def _proposed(self) -> None:
        self._numbers.show()
        self._tried()

    def _tried(self) -> None:
        self._show_band()
        self._judge()

    def _reset(self) -> None:
        self.view.reset()
        self._numbers.show()
        self._tried()

    def _follow(self) -> None:
        pose = self.view.choice.pose
        if self.view.follow():
            self._changed_choice(whole=pose != self.view.choice.pose)
        if self._labels_version != self._desk.labels_version:
            self._show_labels()

    # --- what is shown -----------------------------------------------------------------------

    def _changed_choice(self, *, whole: bool = True) -> None:
        view = self.view
        poses = {name: self._desk.variants(name)[0].title for name in self._desk.library.names()}
        self._pose.set_options(poses, value=view.choice.pose)
        named = {c.name: _titled(c) for c in self._desk.criteria(view.choice.pose)}
        self._criterion.set_options(named, value=view.choice.criterion)
        self._why.set_text(view.criterion.why)
        self._numbers.show()
        for row in self._rows:
            row.rebuild(whole=whole)
        self._table.show()
        self._show_band()
        self._saving.show()
        self._show_labels()
        query = urlencode({"pose": view.choice.pose, "criterion": view.choice.criterion})
        ui.run_javascript(f"history.replaceState(null, '', {json.dumps(f'/?{query}')})")
        self._show_moment(told=True)

    def _show_labels(self) -> None:
        self._labels_version = self._desk.labels_version
        self._labelling.show()
        for row, labels in zip(self._rows, self._desk.labels, strict=True):
            row.mark(labels)
        ui.run_javascript("unknot.setStretch(null)")

    def _judge(self, *, settled: bool = True) -> None:
        self._saving.forget()
        for row in self._rows:
            row.judge(settled=settled)
        self._table.show()
        self._show_moment()

    def _show_band(self) -> None:
        ui.run_javascript(f"unknot.setBand({band_told(self.view, step_of(self.view.unit))})")

    def _show_moment(self, *, told: bool = False) -> None:
        view = self.view
        status, value = view.status(), view.value()
        digits = digits_of(view.unit)
        read = "" if math.isnan(value) else f"{value:.{digits}f} {unit_words(view.unit)}, "
        said = _SAID[status] if status else "outside of the pose"
        name = view.desk.sessions[view.session].name
        words = f"{name}, {clock(view.t_s)}: {read}{said}"
        self._moment.set_text(words)
        self._note.set_text(printable(self._notes(view.session)))
        asked: dict[str, Any] = {
            "session": view.session,
            "t": round(view.t_s, 3),
            "pose": view.choice.pose,
            "criterion": view.choice.criterion,
            "status": status.value if status else "",
        }
        address = f"{PICTURE}?{urlencode(asked)}"
        ui.run_javascript(f"unknot.show({json.dumps(address)}, {json.dumps(words)})")
        if told:
            ui.run_javascript(f"unknot.setMoment({view.session}, {view.t_s})")


@dataclass(frozen=True, slots=True)
class _Told:
    """What the page's script tells, or anybody who got hold of it."""

    args: Mapping[str, Any]

    @classmethod
    def of(cls, event: GenericEventArguments) -> _Told:
        """Return what was told; nothing, if it is something else."""
        return cls(event.args if isinstance(event.args, dict) else {})

    def number(self, key: str) -> float:
        """Return a number, NaN for what is none."""
        value = self.args.get(key)
        return float(value) if isinstance(value, (int, float)) else math.nan

    def text(self, key: str) -> str:
        """Return a text, "" for what is none."""
        value = self.args.get(key)
        return value if isinstance(value, str) else ""


def _titled(criterion: Criterion) -> str:
    return f"{heading(criterion.name)} ({criterion.kind.value})"


def _head() -> None:
    ui.add_head_html(f"<style>{(_STATIC / 'page.css').read_text(encoding='utf-8')}</style>")
    ui.add_head_html(f"<script>{(_STATIC / 'page.js').read_text(encoding='utf-8')}</script>")
