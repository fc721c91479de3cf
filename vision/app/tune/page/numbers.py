"""The numbers of the criterion to type, and what they change, counted."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING, Final

from nicegui import ui

from vision.errors import UsageError
from vision.render.tuning.plot import LOOKS
from vision.tune.bounds import NUMBERS
from vision.words import mark, say
from vision.words.wording import printable, unit_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from nicegui.events import ValueChangeEventArguments

    from vision.app.tune.view import Counts, View

STEPS: Final = {"deg": 1.0, "deg/s": 1.0, "sign": 1.0}
OTHER_STEP: Final = 0.005
_SECONDS_STEP: Final = 0.1
_TITLES: Final = {
    "low": mark("Low"),
    "high": mark("High"),
    "margin": mark("Margin"),
    "call_after_s": mark("Call after, s"),
    "clear_after_s": mark("Clear after, s"),
}
_MEANINGS: Final = {
    "low": mark("Values from here upwards are met. Empty: there is no such bound."),
    "high": mark("Values up to here are met. Empty: there is no such bound."),
    "margin": mark(
        "How far beyond a bound a value may be before it is missed: what measuring itself may err."
    ),
    "call_after_s": mark("How long a miss has to last before it is called, which is once."),
    "clear_after_s": mark("How long all has to be met again before that is told."),
}
_MEANING: Final = """<svg viewBox="0 0 360 110" class=meaning role=img aria-hidden=true>
<rect x=0 y=0 width=360 height=26 class=missed /><rect x=0 y=26 width=360 height=20 class=margin />
<rect x=0 y=46 width=360 height=64 class=met /><line x1=0 y1=46 x2=360 y2=46 />
<polyline points="0,84 60,80 110,62 150,34 180,14 270,16 300,36 330,66 360,78" />
<circle cx=222 cy=15 r=5 class=call /><circle cx=346 cy=73 r=5 class=clear /></svg>"""
"""A value over the high bound and its margin: called at the first dot, over at the second."""
_OPEN: Final = {"low": -math.inf, "high": math.inf}


def step_of(unit: str) -> float:
    """Return the least change of a bound that means something in a unit."""
    return STEPS.get(unit, OTHER_STEP)


class NumberFields:
    """The inputs.

    Parameters
    ----------
    view
        The tab they belong to.
    changed
        Called when another number is tried.

    """

    def __init__(self, view: View, changed: Callable[[], None]) -> None:
        self._view = view
        self._changed = changed
        self._setting = False
        with ui.row().classes("gap-3 w-full"):
            self._inputs = {name: self._input(name) for name in NUMBERS}
        self._unit = ui.label().classes("quiet")
        with ui.expansion(say("What the numbers mean")).classes("w-full").props("dense"):
            ui.html(_MEANING, sanitize=False)
            for name, meaning in _MEANINGS.items():
                with ui.row().classes("no-wrap gap-2"):
                    ui.label(say(_TITLES[name])).classes("font-semibold w-28 shrink-0")
                    ui.label(say(meaning)).classes("grow")
        self._message = ui.label().classes("text-orange-10").props("role=status")
        self.show()

    def show(self) -> None:
        """Show what is tried now."""
        self._setting = True
        step = step_of(self._view.unit)
        for name, field in self._inputs.items():
            value = getattr(self._view.bounds, name)
            field.value = value if math.isfinite(value) else None
            field.props(f"step={_SECONDS_STEP if name.endswith('_s') else step}")
            field.props["hint"] = self._saved(name)
            field.update()
        unit = unit_words(self._view.unit)
        self._unit.set_text(say("Bounds and margin in {unit}.", unit=unit))
        self._message.set_text("")
        self._setting = False

    def _saved(self, name: str) -> str:
        value = getattr(self._view.saved, name)
        return say("saved: {value:g}", value=value) if math.isfinite(value) else say("saved: none")

    def _input(self, name: str) -> ui.number:
        field = ui.number(say(_TITLES[name]), on_change=self._typed(name))
        return field.classes("w-32").props("dense outlined debounce=150 input-class=text-lg")

    def _typed(self, name: str) -> Callable[[ValueChangeEventArguments[float | None]], None]:
        def handle(event: ValueChangeEventArguments[float | None]) -> None:
            if self._setting:
                return
            value = _OPEN.get(name, math.nan) if event.value is None else float(event.value)
            try:
                self._view.move(**{name: value})
            except UsageError as error:
                refused = say("{why}. Nothing has changed.", why=error)
                self._message.set_text(printable(refused))
                return
            self._message.set_text("")
            self._changed()

        return handle


class CountsTable:
    """Met, missed and cannot tell, before and after, for each session and for all together."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._html = ui.html("", sanitize=False).classes("w-full")
        self.show()

    def show(self) -> None:
        """Count again."""
        view = self._view
        rows = [
            _row(session.name, *view.counts(index))
            for index, session in enumerate(view.desk.sessions)
        ]
        if len(rows) > 1:
            rows.append(_row(say("all"), *view.counts()))
        words = [say("Session"), *(say(words) for words, *_ in LOOKS.values()), say("called")]
        heads = "".join(f"<th scope=col>{escape(word)}</th>" for word in words)
        self._html.set_content(
            f"<div class=counted><table class=counts><thead><tr>{heads}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table></div>"
        )


def _row(name: str, before: Counts, now: Counts) -> str:
    cells = [
        f"<td>{is_now}</td>"
        if was == is_now
        else f"<td class=changed><span>{was} →</span> <span>{is_now}</span></td>"
        for was, is_now in zip(before.words(), now.words(), strict=True)
    ]
    return f"<tr><th scope=row>{escape(name)}</th>{''.join(cells)}</tr>"
