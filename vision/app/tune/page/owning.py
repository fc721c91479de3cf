"""A pose of the user's own, from the moments of a session that show it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nicegui import ui

from vision.app.tune.own import NewPose
from vision.app.tune.page.parts import message, told_in, warn
from vision.words.wording import clock, printable

if TYPE_CHECKING:
    from vision.app.tune.own import Plan
    from vision.app.tune.page.labelling import Stretch
    from vision.app.tune.view import View

_HOW = (
    "Drag over a stretch in which the pose is held, and add it; do so for a few of them, best of "
    "more than one person. The bands that recognise the pose are proposed from them."
)


class Owning:
    """The panel."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._moments: list[Stretch] = []
        self._stretch: Stretch | None = None
        ui.label(_HOW).classes("quiet")
        self._add = ui.button("This stretch shows it", on_click=self._take_stretch)
        self._add.props("outline")
        self._list = ui.column().classes("gap-1 w-full")
        with ui.row().classes("gap-2 w-full"):
            self._name = self._input("Name, such as my_stretch")
            self._title = self._input("Title")
            self._flow = self._input("Put it in this flow of yours")
        self._say = self._input("What to say when it is entered").classes("w-full")
        self._replace = ui.checkbox("Replace a pose of mine of that name")
        self._replace.on_value_change(self._forget_proposal)
        with ui.row().classes("gap-2 mt-2"):
            ui.button("Propose", on_click=self._propose)
            ui.button("Start again", on_click=self._forget).props("outline")
        self._message = message()
        self._shown = ui.column().classes("gap-2 w-full")
        self._show_moments()

    def take(self, stretch: Stretch) -> None:
        """Take what was dragged over."""
        self._stretch = stretch
        self._show_moments()

    def _input(self, label: str) -> ui.input:
        # What was proposed was for other words.
        field = ui.input(label, on_change=self._forget_proposal)
        return field.props("outlined dense").classes("w-64")

    def _forget_proposal(self) -> None:
        self._shown.clear()

    def _take_stretch(self) -> None:
        if self._stretch is None:
            return
        if self._moments and self._moments[0].session != self._stretch.session:
            self._message.set_text("The moments of one pose are taken from one session.")
            return
        self._moments.append(self._stretch)
        self._stretch = None
        self._show_moments()

    def _forget(self) -> None:
        self._moments.clear()
        self._message.set_text("")
        self._shown.clear()
        self._show_moments()

    def _show_moments(self) -> None:
        self._add.set_enabled(self._stretch is not None)
        self._list.clear()
        with self._list:
            for moment in self._moments:
                name = self._view.desk.sessions[moment.session].name
                ui.label(f"{name}, {clock(moment.start_s)} to {clock(moment.end_s)}")

    def _new(self) -> NewPose:
        return NewPose(
            (self._name.value or "").strip(),
            ",".join(f"{m.start_s:.2f}-{m.end_s:.2f}" for m in self._moments),
            title=(self._title.value or "").strip() or None,
            say=(self._say.value or "").strip() or None,
            add_to=(self._flow.value or "").strip() or None,
            replace=bool(self._replace.value),
        )

    def _propose(self) -> None:
        self._shown.clear()
        if not self._moments:
            self._message.set_text("Add at least one stretch that shows the pose first.")
            return
        with told_in(self._message):
            plan = self._view.desk.plan_pose(self._moments[0].session, self._new())
            with self._shown:
                for sentence in plan.warnings:
                    warn(sentence)
                if plan.bands:
                    ui.html(escape(plan.text), sanitize=False).classes("toml own-toml")
                    ui.button("Save this pose", on_click=lambda: self._save(plan))

    def _save(self, plan: Plan) -> None:
        with told_in(self._message):
            told = self._view.desk.save_pose(plan)
            self._forget()
            self._message.set_text(printable("\n".join(told)))
