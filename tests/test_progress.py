"""Progress on a terminal and in a log."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from vision.progress import bytes_progress, count_progress, work_progress

if TYPE_CHECKING:
    import pytest


def console(*, terminal: bool) -> Console:
    """Give a console that writes to memory."""
    return Console(file=io.StringIO(), force_terminal=terminal, width=80, color_system=None)


def text_of(screen: Console) -> str:
    """Read what was written."""
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_a_log_gets_one_line_at_the_start_and_one_at_the_end() -> None:
    """However often progress is told, a log is not filled with it."""
    log = console(terminal=False)
    with bytes_progress(log) as progress:
        for done_bytes in range(0, 3_000_001, 1_000):
            progress(done_bytes, 3_000_000, "file [a] from b")
    assert text_of(log) == "file [a] from b (3.0 MB) ...\nfile [a] from b: done\n"


def test_nothing_to_do_prints_nothing_in_a_log() -> None:
    """A block in which nothing was told leaves no line."""
    log = console(terminal=False)
    with bytes_progress(log):
        pass
    assert not text_of(log)


def test_a_terminal_gets_a_bar_with_the_size() -> None:
    """On a terminal the amount is drawn, also where the total is not known."""
    screen = console(terminal=True)
    with bytes_progress(screen) as progress:
        progress(1_000_000, None, "file [a] from b")
        progress(2_000_000, 4_000_000, "file [a] from c")
    assert "file [a] from b" in text_of(screen)
    assert "2.0/4.0 MB" in text_of(screen)


def counted(screen: Console, total: int) -> str:
    """Count to the end, printing something else between, and read what was written."""
    with count_progress(screen, total, "photographs") as count:
        for index in range(total):
            with count.aside():
                screen.print(f"photograph {index} is fine")
            count.advance()
    return text_of(screen)


def test_a_log_gets_no_count() -> None:
    """Only what is printed between."""
    lines = [f"photograph {index} is fine" for index in range(3)]
    assert counted(console(terminal=False), 3).splitlines() == lines


def test_a_terminal_gets_a_count() -> None:
    """How many of how many, and what is printed meanwhile on lines of its own."""
    text = counted(console(terminal=True), 3)
    assert [number for number in range(4) if f"{number}/3" in text] == [0, 1, 2, 3]
    # A line that is printed follows on one that was just wiped.
    assert text.count("\x1b[2Kphotograph ") == 3


def test_one_alone_is_not_counted() -> None:
    """There is nothing to wait for."""
    assert counted(console(terminal=True), 1) == "photograph 0 is fine\n"


def worked(screen: Console) -> str:
    """Work to the end, printing something else between, and read what was written."""
    with work_progress(screen, 200.0, "pictures") as work:
        for done in (50.0, 100.0, 200.0):
            with work.aside():
                screen.print(f"{done:g} are done")
            work.show(done)
    return text_of(screen)


def test_long_work_shows_its_share_and_its_rate() -> None:
    """In parts of a hundred, with how much is done in a second."""
    text = worked(console(terminal=True))
    assert [share for share in ("25 %", "50 %", "100 %") if share in text] == [
        "25 %",
        "50 %",
        "100 %",
    ]
    assert "/s" in text


def test_long_work_leaves_a_log_alone() -> None:
    """Only what is printed between."""
    assert worked(console(terminal=False)).splitlines() == [
        "50 are done",
        "100 are done",
        "200 are done",
    ]


def test_a_log_is_told_every_ten_seconds_how_far_work_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it goes to a file, nobody sees a bar."""
    log = console(terminal=False)
    now_s = 0.0
    monkeypatch.setattr("rich.console.monotonic", lambda: now_s)
    with work_progress(log, 100.0, "pictures") as bar:
        for done in range(0, 100, 2):
            now_s = 0.5 * done
            bar.show(float(done))
    lines = text_of(log).splitlines()
    assert [line.split(",")[1] for line in lines] == [" 20 %", " 40 %", " 60 %", " 80 %"]
    assert all(line.startswith("unknot: pictures, ") for line in lines)
