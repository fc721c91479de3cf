"""Saving what was tried: the difference first, undo, and the same to take elsewhere."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING

from nicegui import ui

from vision.app.tune.page.parts import errors_shown_in, status_line
from vision.app.tune.view import changed_words
from vision.tune.bounds import Bounds
from vision.tune.saving.change import as_command, as_toml
from vision.words import say
from vision.words.wording import printable

if TYPE_CHECKING:
    from vision.app.tune.view import View
    from vision.tune.saving.change import Change
    from vision.tune.saving.thresholds import Proposal


class SavePanel:
    """The panel."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._previewed = False
        self._why = ui.input(say("Why these numbers?"), on_change=self.forget).classes("w-full")
        self._why.props("outlined dense")
        with ui.row().classes("gap-2 mt-2"):
            ui.button(say("Show what would be saved"), on_click=self._preview)
            ui.button(say("Export"), on_click=self._export).props("outline")
            self._undo = ui.button(say("Undo the last save"), on_click=self._take_back)
            self._undo.props("outline")
        self._status = status_line()
        self._shown = ui.column().classes("gap-2 w-full")
        self.show()

    def show(self) -> None:
        """Show whether there is something to undo; what was previewed may not hold any more."""
        self._undo.set_enabled(self._view.desk.can_undo)
        self.forget()

    def forget(self) -> None:
        """Let a preview go: what it shows is not what would be saved now."""
        if self._previewed:
            self._previewed = False
            self._shown.clear()

    def _change(self) -> Change:
        view = self._view
        return view.desk.change(view.choice, view.bounds, self._why.value or "")

    def _preview(self) -> None:
        self._shown.clear()
        with errors_shown_in(self._status):
            proposal = self._view.desk.proposal(self._change())
            self._previewed = True
            with self._shown:
                for sentence in self._view.difference():
                    ui.label(sentence).classes("text-lg")
                diff(proposal)
                with ui.row().classes("gap-2"):
                    ui.button(say("Save"), on_click=lambda: self._save(proposal))
                    ui.button(say("Not now"), on_click=self.forget).props("outline")

    def _save(self, proposal: Proposal) -> None:
        with errors_shown_in(self._status):
            self._view.desk.save(proposal)
            self._why.value = ""
            saved = say("Saved. {used_by}", used_by=self._view.desk.storage.used_by)
            self._status.set_text(printable(saved))

    def _take_back(self) -> None:
        with errors_shown_in(self._status):
            before = Bounds.of(self._view.criterion)
            back = self._view.desk.undo()
            self._status.set_text(say("Taken back."))
            self._shown.clear()
            with self._shown:
                for sentence in changed_words(Bounds.of(self._view.criterion), before):
                    ui.label(sentence).classes("text-lg")
                diff(back)

    def _export(self) -> None:
        self._shown.clear()
        desk = self._view.desk
        named = [str(each.landmarks) for each in desk.sessions]
        with errors_shown_in(self._status):
            change = self._change()
            self._previewed = True
            with self._shown:
                _text(say("As a command"), as_command(change, named, desk.storage.named))
                _text(say("As TOML"), as_toml(change))


def diff(proposal: Proposal) -> None:
    """Show a difference when it is asked for, each line with its sign and a ground of its own."""
    lines = [_line(printable(line)) for line in proposal.diff.splitlines()] or [
        say("nothing changes")
    ]
    with ui.expansion(say("The difference in the file")).classes("w-full"):
        ui.html("<br>".join(lines), sanitize=False).classes("toml diff")


def _line(line: str) -> str:
    tag = {"+": "ins", "-": "del"}.get(line[:1], "span")
    return f"<{tag}>{escape(line)}</{tag}>"


def _text(title: str, content: str) -> None:
    text = printable(content)
    with ui.row().classes("items-center gap-2"):
        ui.label(title).classes("font-semibold")
        copy = f"navigator.clipboard.writeText({json.dumps(text)})"
        ui.button(say("Copy"), on_click=lambda: ui.run_javascript(copy)).props("outline dense")
    ui.html(escape(text), sanitize=False).classes("toml")
