"""A pose of the user's own, from the moments of a session that show it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from nicegui import ui

from vision.app.tune.own import NewPose
from vision.app.tune.page.parts import errors_shown_in, status_line, warn
from vision.words import say
from vision.words.wording import printable

if TYPE_CHECKING:
    from vision.app.tune.own import Plan
    from vision.app.tune.page.parts import Stretch
    from vision.app.tune.view import View


class OwnPosePanel:
    """The panel."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._moments: list[Stretch] = []
        self._stretch: Stretch | None = None
        how = say(
            "Drag over a stretch in which the pose is held, and add it; do so for a few of them, "
            "best of more than one person. The bands that recognise the pose are proposed from "
            "them."
        )
        ui.label(how).classes("quiet")
        self._add = ui.button(say("This stretch shows it"), on_click=self._take_stretch)
        self._add.props("outline")
        self._list = ui.column().classes("gap-1 w-full")
        with ui.row().classes("gap-2 w-full"):
            self._name = self._input(say("Name, such as my_stretch"))
            self._title = self._input(say("Title"))
            flows = {"": say("no flow"), **{name: name for name in view.desk.flows()}}
            self._flow = ui.select(flows, value="", label=say("Put it in this flow of yours"))
            self._flow.on_value_change(self._forget_proposal)
            self._flow.props("outlined dense").classes("w-64")
            self._new_flow = self._input(say("or in a new one of this name"))
        self._say = self._input(say("What to say when it is entered")).classes("w-full")
        self._replace = ui.checkbox(say("Replace a pose of mine of that name"))
        self._replace.on_value_change(self._forget_proposal)
        with ui.row().classes("gap-2 mt-2"):
            ui.button(say("Propose"), on_click=self._propose)
            ui.button(say("Start again"), on_click=self._forget).props("outline")
        self._status = status_line()
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
            self._status.set_text(say("The moments of one pose are taken from one session."))
            return
        self._moments.append(self._stretch)
        self._stretch = None
        self._show_moments()

    def _forget(self) -> None:
        self._moments.clear()
        self._status.set_text("")
        self._shown.clear()
        self._show_moments()

    def _show_moments(self) -> None:
        self._add.set_enabled(self._stretch is not None)
        self._list.clear()
        with self._list:
            for moment in self._moments:
                ui.label(moment.words(self._view.desk))

    def _new(self) -> NewPose:
        def typed(field: ui.input) -> str:
            return (field.value or "").strip()

        return NewPose(
            typed(self._name),
            ",".join(f"{m.start_s:.2f}-{m.end_s:.2f}" for m in self._moments),
            title=typed(self._title) or None,
            say=typed(self._say) or None,
            add_to=typed(self._new_flow) or self._flow.value or None,
            replace=bool(self._replace.value),
        )

    def _propose(self) -> None:
        self._shown.clear()
        if not self._moments:
            self._status.set_text(say("Add at least one stretch that shows the pose first."))
            return
        with errors_shown_in(self._status):
            plan = self._view.desk.plan_pose(self._moments[0].session, self._new())
            with self._shown:
                for sentence in plan.warnings:
                    warn(sentence)
                if plan.bands:
                    ui.html(escape(plan.text), sanitize=False).classes("toml own-toml")
                    ui.button(say("Save this pose"), on_click=lambda: self._save(plan))

    def _save(self, plan: Plan) -> None:
        with errors_shown_in(self._status):
            lines = self._view.desk.save_pose(plan)
            self._forget()
            self._status.set_text(printable("\n".join(lines)))
