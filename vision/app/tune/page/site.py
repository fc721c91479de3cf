"""What the server answers: the page, and the pictures it shows; no address names a file."""

from __future__ import annotations

import math
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from fastapi import Request, Response
from nicegui import app, ui

from vision.app.tune.desk import Choice
from vision.app.tune.page.shell import PICTURE, Tab
from vision.criteria.model import Status, Verdict
from vision.errors import UnknotError
from vision.tune.bounds import NUMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.app.tune.desk import Desk
    from vision.app.tune.pictures import Pictures

_LONGEST_WAIT_S: Final = 5.0
_STATUSES: Final = {status.value: status for status in Status}


def declare(desk: Desk, pictures: Sequence[Pictures]) -> None:
    """Declare the page and its pictures.

    Parameters
    ----------
    desk
        What all tabs share.
    pictures
        Of each session.

    """

    def note(session: int) -> str:
        return pictures[session].note

    @ui.page("/")
    def tab(request: Request, pose: str | None = None, criterion: str | None = None) -> None:
        Tab(desk, pose, criterion, _numbers(request.query_params), note)

    # In a thread of its own, so that the page goes on while a picture is decoded.
    @app.get(PICTURE)
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


def _numbers(query: Mapping[str, str]) -> dict[str, float]:
    """Return the numbers to try that an address names; what is no number is passed over."""
    numbers = {}
    for name in NUMBERS:
        with suppress(KeyError, ValueError):
            numbers[name] = float(query[name])
    return numbers


def _verdicts(desk: Desk, choice: Choice, status: str) -> tuple[Verdict, ...]:
    """Return the one verdict that colours the picture, none for what is not known."""
    if status not in _STATUSES:
        return ()
    try:
        criterion = desk.criterion(choice)
    except UnknotError:
        return ()
    return (Verdict(criterion, 0.0, 0.0, _STATUSES[status]),)
