"""The moment that is shown: its picture, and what is made of it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from fastapi import Response
from nicegui import app, run, ui

from vision.app.tune.desk import Choice
from vision.app.tune.page.parts import errors_shown_in, status_line
from vision.criteria.model import Status, Verdict
from vision.errors import UnknotError
from vision.render.tuning.plot import LOOKS
from vision.words import mark, say
from vision.words.wording import clock, digits_of, printable, unit_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.app.tune.desk import Desk
    from vision.app.tune.pictures import Pictures
    from vision.app.tune.view import View

_ADDRESS: Final = "/picture"
_LONGEST_WAIT_S: Final = 5.0
_STATUSES: Final = {status.value: status for status in Status}


class MomentPanel:
    """The picture, and a line below it.

    Parameters
    ----------
    view
        The tab it belongs to.
    pictures
        Of each session.

    """

    def __init__(self, view: View, pictures: Sequence[Pictures]) -> None:
        self._view = view
        self._pictures = pictures
        self._given = 0
        with ui.element("section").classes("sheet"):
            ui.html("<img id=picture class=moment alt=''>", sanitize=False).classes("w-full")
            self._words = ui.label().classes("text-lg").props("role=status").classes("when")
            self._note = ui.label().classes("quiet")
            with ui.row().classes("w-full items-center gap-2") as self._giving:
                self._path = ui.input(say("Path of the video")).classes("grow")
                self._path.props("outlined dense").on("keydown.enter", self._give)
                ui.button(say("Show it"), on_click=self._give).props("outline")
            self._status = status_line().classes("text-orange-10")

    async def _give(self) -> None:
        """Show the session with the video whose path was written."""
        pictures = self._pictures[self._view.session]
        with errors_shown_in(self._status):
            await run.io_bound(pictures.give, self._path.value or "")
            self._path.value = ""
            self._given += 1
            self.show()

    def show(self) -> None:
        """Show the moment as the view has it."""
        view = self._view
        status, value = view.status(), view.value()
        read = f"{value:.{digits_of(view.unit)}f} {unit_words(view.unit)}"
        unread = mark("{session}, {time}: {answer}")
        known = mark("{session}, {time}: {read}, {answer}")
        words = say(
            unread if math.isnan(value) else known,
            session=view.desk.sessions[view.session].name,
            time=clock(view.t_s),
            read=read,
            answer=say(LOOKS[status][0]) if status else say("outside of the pose"),
        )
        self._words.set_text(words)
        pictures = self._pictures[view.session]
        self._note.set_text(printable(pictures.note))
        self._giving.set_visibility(pictures.wants_video)
        query = urlencode(
            {
                "session": view.session,
                "t": round(view.t_s, 3),
                "pose": view.choice.pose,
                "criterion": view.choice.criterion,
                "status": status.value if status else "",
                # So that a browser asks again for what it has had without the video.
                "given": self._given,
            }
        )
        address = json.dumps(f"{_ADDRESS}?{query}")
        ui.run_javascript(f"unknot.show({address}, {json.dumps(words)})")


def serve_pictures(desk: Desk, pictures: Sequence[Pictures]) -> None:
    """Answer the addresses of pictures; none of them names a file."""

    # In a thread of its own, so that the page goes on while a picture is decoded.
    @app.get(_ADDRESS)
    def picture(
        session: int, t: float, pose: str, criterion: str, status: str = "", wait: float = 0.0
    ) -> Response:
        if session not in range(len(pictures)) or not math.isfinite(t):
            return Response(status_code=404)
        verdicts = _verdicts(desk, Choice(pose, criterion), status)
        # While one scrubs nobody waits for outlines: they are asked for when one rests.
        rested = wait > 0
        wait_s = min(wait, _LONGEST_WAIT_S) if rested else 0.0
        jpeg = pictures[session].jpeg(t, verdicts, outline=rested, wait_s=wait_s)
        return Response(jpeg, media_type="image/jpeg", headers={"cache-control": "no-store"})


def _verdicts(desk: Desk, choice: Choice, status: str) -> tuple[Verdict, ...]:
    """Return the one verdict that colours the picture, none for what is not known."""
    if status not in _STATUSES:
        return ()
    try:
        criterion = desk.criterion(choice)
    except UnknotError:
        return ()
    return (Verdict(criterion, 0.0, 0.0, _STATUSES[status]),)
