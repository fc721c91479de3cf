"""The page as a whole: what is chosen, the rows, and the panels beside and below them."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from fastapi import Request  # noqa: TC002 (it reads the annotation of a page)
from nicegui import ui

from vision.app.tune.desk import Choice
from vision.app.tune.page.labelling import LabelPanel
from vision.app.tune.page.moment import MomentPanel, serve_pictures
from vision.app.tune.page.numbers import CountsTable, NumberFields, step_of
from vision.app.tune.page.own_pose import OwnPosePanel
from vision.app.tune.page.parts import Message, Stretch
from vision.app.tune.page.rows import Row, band_json, choice_words
from vision.app.tune.page.saving import SavePanel
from vision.app.tune.view import KINDS, View, choice_of, first_choice
from vision.criteria.model import Kind
from vision.errors import UsageError
from vision.render.tuning.plot import LOOKS
from vision.tune.bounds import NUMBERS
from vision.words import mark, say
from vision.words.wording import heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nicegui.events import GenericEventArguments, ValueChangeEventArguments

    from vision.app.tune.desk import Desk
    from vision.app.tune.pictures import Pictures
    from vision.criteria.model import Criterion

_STATIC: Final = files("vision.app.tune") / "static"
_BOUNDS: Final = ("low", "high")
_FOLLOW_EVERY_S: Final = 0.5
_KINDS: Final = {
    Kind.RECOGNISE: mark("Recognise: {criterion}"),
    Kind.TELL: mark("Tell: {criterion}"),
    Kind.FORM: mark("Form: {criterion}"),
    Kind.AIM: mark("Aim: {criterion}"),
    Kind.MOVEMENT: mark("Movement: {criterion}"),
    Kind.LEAVE: mark("Leave: {criterion}"),
}


def declare(desk: Desk, pictures: Sequence[Pictures]) -> None:
    """Declare the page and the pictures of its sessions."""

    @ui.page("/")
    def tab(request: Request, pose: str | None = None, criterion: str | None = None) -> None:
        Tab(desk, pictures, pose, criterion, _numbers(request.query_params))

    serve_pictures(desk, pictures)


def _numbers(query: Mapping[str, str]) -> dict[str, float]:
    """Return the numbers to try that an address names; what is no number is passed over."""
    numbers = {}
    for name in NUMBERS:
        with suppress(KeyError, ValueError):
            numbers[name] = float(query[name])
    return numbers


class Tab:
    """One open tab.

    Parameters
    ----------
    desk, pictures
        What all tabs share, and the pictures of each session.
    pose, criterion
        What to show, as the address says; what is not there is replaced by what is.
    numbers
        The numbers to try first; passed over if they cannot be meant.

    """

    def __init__(
        self,
        desk: Desk,
        pictures: Sequence[Pictures],
        pose: str | None,
        criterion: str | None,
        numbers: Mapping[str, float],
    ) -> None:
        self._desk = desk
        self._labels_version = desk.labels_version
        self.view = View(desk, choice_of(desk, pose, criterion))
        if self.view.choice == Choice(str(pose), str(criterion)):
            with suppress(UsageError):
                self.view.move(**numbers)
        _head()
        ui.button.default_props("no-caps")
        self._build(pictures)
        ui.on("unknot_bound", self._dragged)
        ui.on("unknot_moment", self._moved_to)
        ui.on("unknot_stretch", self._stretched)
        ui.timer(_FOLLOW_EVERY_S, self._follow)
        self._changed_choice()

    def _build(self, pictures: Sequence[Pictures]) -> None:
        with ui.row().classes("w-full items-end gap-6"):
            with ui.element("h1"):
                ui.label("unknot tune")
            self._pose = ui.select({}, label=say("Pose"), on_change=self._chose_pose)
            self._criterion = ui.select({}, label=say("Criterion"), on_change=self._chose_criterion)
            for select, width in ((self._pose, "w-64"), (self._criterion, "w-96")):
                select.classes(width).props("outlined dense options-dense")
        with ui.element("div").classes("grid w-full gap-3 grid-cols-1 lg:grid-cols-[2fr_3fr]"):
            with ui.column().classes("gap-3 w-full"):
                self._moment = MomentPanel(self.view, pictures)
                self._build_numbers()
            with ui.column().classes("gap-3 w-full"):
                with ui.row().classes("quiet w-full items-center"):
                    ui.html(_key(), sanitize=False).classes("key")
                    ui.label(_help())
                with ui.column().classes("gap-3 w-full rows"):
                    sessions = range(len(self._desk.sessions))
                    self._rows = [Row(self.view, index) for index in sessions]
                self._build_panels()

    def _build_numbers(self) -> None:
        with ui.element("section").classes("sheet"):
            self._why = ui.label().classes("quiet mb-3")
            self._numbers = NumberFields(self.view, self._tried)
            with ui.row().classes("w-full my-2"):
                ui.button(say("As saved"), on_click=self._reset).props("outline")
            self._table = CountsTable(self.view)

    def _build_panels(self) -> None:
        with ui.element("section").classes("sheet"):
            with ui.tabs().props("align=left no-caps") as tabs:
                labels, saving, own = map(ui.tab, (say("Labels"), say("Save"), say("Own pose")))
            with ui.tab_panels(tabs, value=labels).classes("w-full"):
                with ui.tab_panel(labels):
                    self._labelling = LabelPanel(self.view, self._proposed)
                with ui.tab_panel(saving):
                    self._saving = SavePanel(self.view)
                with ui.tab_panel(own):
                    self._own_pose = OwnPosePanel(self.view)

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
        message = Message.of(event)
        bound, value = message.text("bound"), message.number("value")
        if (
            bound not in _BOUNDS
            or math.isnan(value)
            or message.text("of") != choice_words(self.view.choice)
        ):
            return  # also what is still on its way when another criterion is chosen
        try:
            self.view.move(**{bound: value})
        except UsageError:
            # What is dragged past the other bound stops there; the numbers tell.
            self._show_band()
        self._numbers.show()
        self._judge(settled=bool(message.args.get("done")))

    def _moved_to(self, event: GenericEventArguments) -> None:
        message = Message.of(event)
        row, t_s = message.number("row"), message.number("t")
        if row in range(len(self._rows)) and math.isfinite(t_s):
            self.view.seek(int(row), t_s)
            self._moment.show()

    def _stretched(self, event: GenericEventArguments) -> None:
        message = Message.of(event)
        row, from_s, to_s = (message.number(key) for key in ("row", "from", "to"))
        if row not in range(len(self._rows)) or not from_s < to_s:
            return
        stretch = Stretch(int(row), from_s, to_s)
        self._rows[stretch.session].take((from_s, to_s))
        self._labelling.take(stretch)
        self._own_pose.take(stretch)

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
        criteria = sorted(self._desk.criteria(view.choice.pose), key=lambda c: KINDS.index(c.kind))
        named = {criterion.name: _titled(criterion) for criterion in criteria}
        self._criterion.set_options(named, value=view.choice.criterion)
        self._why.set_text(say(view.criterion.why))
        self._numbers.show()
        for row in self._rows:
            row.rebuild(whole=whole)
        self._table.show()
        self._show_band()
        self._saving.show()
        self._show_labels()
        query = urlencode({"pose": view.choice.pose, "criterion": view.choice.criterion})
        ui.run_javascript(f"history.replaceState(null, '', {json.dumps(f'/?{query}')})")
        self._moment.show()
        ui.run_javascript(f"unknot.setMoment({view.session}, {view.t_s})")

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
        self._moment.show()

    def _show_band(self) -> None:
        ui.run_javascript(f"unknot.setBand({band_json(self.view, step_of(self.view.unit))})")


def _titled(criterion: Criterion) -> str:
    return say(_KINDS[criterion.kind], criterion=heading(criterion.name))


def _key() -> str:
    """Return what the colours and patterns of the strips mean, as HTML."""
    looks = LOOKS.items()
    return "".join(
        f"<i class={status.value}></i>{escape(say(words))}" for status, (words, *_) in looks
    )


def _help() -> str:
    return say(
        "Drag a purple line, or focus it and press up or down. Click in a row to see that moment; "
        "left and right go from picture to picture, with Shift ten at a time, Home and End to the "
        "ends. Drag over a stretch to label it, or press [ where it begins and ] where it ends."
    )


def _head() -> None:
    ui.add_head_html(f"<style>{(_STATIC / 'page.css').read_text(encoding='utf-8')}</style>")
    ui.add_head_html(f"<script>{(_STATIC / 'page.js').read_text(encoding='utf-8')}</script>")
