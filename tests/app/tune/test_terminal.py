"""The table in the terminal: what a criterion finds in each session, as saved and as tried."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from rich.console import Console

from tests.builders import NAN, SIZE, criterion, nobody, pose, routine
from tests.session.takes import done, take_of
from vision.app.tune.desk import Choice, Desk, Storage
from vision.app.tune.loading import Session, Source
from vision.app.tune.terminal import print_report
from vision.app.tune.view import View
from vision.criteria.library import PoseLibrary
from vision.landmarks.types import Recording
from vision.tune.saving.thresholds import ThresholdsFile

SIT: Final = pose(
    criterion("back_bow", name="back_straight", high=1.0, call_after_s=0.0, clear_after_s=0.0),
    criterion("tilt", name="trunk_upright", high=1.0),
)
LIBRARY: Final = PoseLibrary({("sit", None): SIT})
BACK: Final = Choice("sit", "back_straight")


def sitting(name: str, *parts: tuple[float, float], places: int = 1) -> Session:
    """Return a session whose back reads each value for some seconds, in the pose throughout."""
    bow = np.concatenate([np.full(round(lasts_s * 10), value) for lasts_s, value in parts])
    t_s = np.arange(len(bow)) / 10
    whole = (done(SIT, 0.0, len(bow) / 10),) * places
    take = take_of(t_s, {"back_bow": bow, "tilt": np.zeros(len(bow))}, name=name)
    nobodys = Recording.stack([0.0], [None], nobody().dorsal_profile[np.newaxis], SIZE)
    return Session(take, nobodys, Path(f"{name}.none"), whole)


def view_of(*sessions: Session) -> View:
    """Return a tab over sessions that shows the back."""
    source = Source(LIBRARY, routine(SIT), Path(), None)
    unwritten = ThresholdsFile(Path("none.toml"), lambda _: None)
    storage = Storage(unwritten, Path(), lambda: source, lambda: LIBRARY)
    return View(Desk(sessions, source, storage), BACK)


def told(view: View, width: int = 80) -> str:
    """Return what is printed on a terminal of that width."""
    out = io.StringIO()
    print_report(view, Console(file=out, width=width))
    text = out.getvalue()
    assert all(len(line) <= width for line in text.splitlines())
    return text


def cells(text: str, name: str) -> list[str]:
    """Return the cells of the one row that begins with a name."""
    (row,) = [line for line in text.splitlines() if re.match(rf"│ {re.escape(name)} +│", line)]
    return [cell.strip() for cell in row.strip("│").split("│")][1:]


ANN: Final = ((20, 0.0), (6, 2.0), (20, 0.0), (4, 5.0), (10, NAN))


def test_a_row_tells_how_long_each_answer_was_given_and_how_often_it_was_called() -> None:
    """As it is saved: nothing is tried, and no arrow stands for nothing."""
    text = told(view_of(sitting("ann", *ANN)))
    (title,) = [line for line in text.splitlines() if line.startswith("sit: ")]
    assert title.rstrip() == "sit: Back straight (as saved)"
    met, missed, unseen, called = cells(text, "ann")
    assert float(met.removesuffix(" s")) == pytest.approx(39.3, abs=1.0)
    assert float(missed.removesuffix(" s")) == pytest.approx(10.0, abs=1.0)
    assert unseen.endswith(" s")
    assert called == "2"
    assert "->" not in text


def test_the_columns_are_the_three_answers() -> None:
    """In words, as on the page."""
    heads = next(line for line in told(view_of(sitting("ann", *ANN))).splitlines() if "┃" in line)
    assert [cell.strip() for cell in heads.strip("┃").split("┃")] == [
        *("session", "met", "missed", "cannot tell"),
        "called",
    ]


def test_what_numbers_change_is_told_with_what_it_was() -> None:
    """What stays the same is told once."""
    view = view_of(sitting("ann", *ANN))
    unseen = cells(told(view), "ann")[2]
    view.move(high=3.0, call_after_s=0.5)
    text = told(view)
    title = next(line for line in text.splitlines() if line.startswith("sit: "))
    assert title.rstrip() == "sit: Back straight (high 1 -> 3, call_after_s 0 -> 0.5)"
    met, missed, still_unseen, called = cells(text, "ann")
    assert re.fullmatch(r"\d+\.\d s -> \d+\.\d s", met)
    assert re.fullmatch(r"\d+\.\d s -> \d\.\d s", missed)
    assert still_unseen == unseen
    assert called == "2 -> 1"


def test_a_minute_and_more_is_told_as_a_player_shows_it() -> None:
    """Also in hours."""
    view = view_of(sitting("ann", (3700, 0.0), (100, 2.0)))
    met, missed, _, called = cells(told(view), "ann")
    assert re.fullmatch(r"1:01:\d\d", met)
    assert missed == "1:40"
    assert called == "1"


def test_several_sessions_have_a_row_each_and_one_together() -> None:
    """One alone needs no sum."""
    two = sitting("ann", *ANN), sitting("ben", (20, 0.0), (5, 2.0))
    text = told(view_of(*two))
    assert cells(text, "ann")[-1] == "2"
    assert cells(text, "ben")[-1] == "1"
    assert cells(text, "all")[-1] == "3"
    assert "│ all" not in told(view_of(two[0]))


def test_where_the_pose_was_not_found_is_told_under_the_table() -> None:
    """A row of nothing would look like a session in which all is well."""
    text = told(view_of(sitting("ann", *ANN), sitting("ben", (20, 0.0), places=0)))
    assert cells(text, "ben") == ["0.0 s", "0.0 s", "0.0 s", "0"]
    assert text.splitlines()[-1].rstrip() == "ben: sit was not found in it"
    assert "ann: sit" not in text


def test_at_80_columns_nothing_is_cut() -> None:
    """Neither a long name nor hours that all change: they go on in the next line."""
    name = "evening-class-of-november-with-a-camera-that-was-lent-to-us-for-a-week"
    view = view_of(sitting(name, (4000, 0.0), (4000, 2.0), (4000, 5.0), (4000, NAN)))
    view.move(high=3.0, margin=0.5, call_after_s=2.0, clear_after_s=9.0)
    text = told(view)
    assert "…" not in text
    rows = [line.strip("│").split("│") for line in text.splitlines() if line.startswith("│")]
    columns = ["".join(part.strip() for part in column) for column in zip(*rows, strict=True)]
    assert columns[0] == name
    for column, (was, now) in zip(columns[1:3], _seconds(view), strict=False):
        assert column.replace(" ", "") == f"{was}->{now}"
    title = " ".join(text.split("┏")[0].split())
    assert "high 1 -> 3, margin 0 -> 0.5, call_after_s 0 -> 2, clear_after_s 0 -> 9)" in title


def _seconds(view: View) -> list[tuple[str, str]]:
    """Return how long each answer was given, as hours, minutes and seconds."""

    def clock(seconds: float) -> str:
        minutes, rest = divmod(int(seconds), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"

    before, now = view.counts(0)
    pairs = zip(before.seconds, now.seconds, strict=True)
    return [(clock(was), clock(is_now)) for was, is_now in pairs]


def test_a_name_in_brackets_is_printed_as_it_is() -> None:
    """It is no markup."""
    assert "me [bold] x" in told(view_of(sitting("me [bold] x", *ANN)))
