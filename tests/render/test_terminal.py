from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from tests.render import builders
from vision.criteria.model import Kind, Status
from vision.render.output import Moment
from vision.render.terminal import TerminalPanel, panel_of, summary_table, verdict_table
from vision.session.breath import BreathPattern
from vision.session.snapshot import Phase
from vision.words.reasons import TURN_SIDE_ON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.session.snapshot import Snapshot


def _printed(what: object) -> str:
    console = Console(file=io.StringIO(), width=100)
    console.print(what)
    return console.file.getvalue()


def _shown(console: Console, snapshots: Iterable[Snapshot]) -> None:
    panel = TerminalPanel(console)
    panel.begin()
    for snapshot in snapshots:
        panel.show(Moment(None, None, snapshot, builders.frame))
    panel.close()


def _piped(*snapshots: Snapshot, encoding: str = "utf-8") -> list[str]:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    _shown(Console(file=stream), snapshots)
    stream.seek(0)
    return stream.read().splitlines()


def test_the_panel_tells_step_hold_breath_verdicts_and_cue() -> None:
    """Everything the picture tells is in the terminal, too."""
    text = _printed(
        panel_of(
            builders.snapshot(
                verdicts=(builders.verdict("back_bow", Status.MISSED),),
                correction=builders.correction("Back long"),
                breath=BreathPattern().at(9.0),
            )
        )
    )
    for part in ("step 3 of 12", "Head to knee, right leg in front", "37 s", "holding"):
        assert part in text
    for part in ("out", "! ", "adjust", "Back long", "next: Diamond rest"):
        assert part in text


def test_the_panel_says_what_to_do_now() -> None:
    """The moment of the way in, under why the pose is waited for."""
    waiting = builders.snapshot(
        phase=Phase.ENTER, holding=False, waiting="Kneel for this one.", moment="Sit down slowly."
    )
    text = _printed(panel_of(waiting))
    assert text.index("Kneel for this one.") < text.index("Sit down slowly.")
    (line,) = _piped(waiting)
    assert line.endswith("enter | Kneel for this one. | Sit down slowly.")


def test_each_answer_has_its_sign() -> None:
    """Signs and words, so that a terminal without colours tells as much."""
    verdicts = tuple(builders.verdict("back_bow", status) for status in Status)
    lines = _printed(verdict_table(builders.snapshot(verdicts=verdicts))).splitlines()
    assert [line[0] for line in lines] == ["✓", "!", "?"]


def test_an_unseen_criterion_tells_its_reason() -> None:
    """The person learns what to do about it."""
    unseen = builders.dataclasses.replace(
        builders.verdict(status=Status.UNSEEN), reason=TURN_SIDE_ON
    )
    assert "turn side-on" in _printed(verdict_table(builders.snapshot(verdicts=(unseen,))))


def test_depth_not_reached_asks_for_nothing() -> None:
    """An aim is met or not yet."""
    aim = builders.verdict(status=Status.MISSED, kind=Kind.AIM)
    text = _printed(verdict_table(builders.snapshot(verdicts=(aim,))))
    assert "not yet" in text
    assert "!" not in text


def test_a_terminal_without_unicode_gets_stand_ins() -> None:
    """The panel is plain ASCII where it has to be."""
    snapshot = builders.snapshot(verdicts=(builders.verdict(),))
    console = Console(file=io.TextIOWrapper(io.BytesIO(), encoding="ascii"), width=80)
    console.print(panel_of(snapshot, ascii_only=True))


def test_a_pipe_gets_a_line_for_news_and_nothing_in_between() -> None:
    """Thirty pictures a second with the same words are one line."""
    still = [builders.snapshot(t_s=index / 30, held_s=index / 30) for index in range(60)]
    lines = _piped(*still, builders.snapshot(correction=builders.correction("Back [long]")))
    assert len(lines) == 2
    assert lines[0].startswith("step 3/12 | Head to knee, right leg in front | hold | ")
    assert lines[1].endswith("Back [long]")


def test_a_pipe_of_another_encoding_is_no_error() -> None:
    """What cannot be written is replaced."""
    (line,) = _piped(builders.snapshot(message="Füße — ✓"), encoding="ascii")
    assert line.endswith("F??e ? ?")


def test_the_live_panel_is_redrawn_ten_times_a_second_at_most() -> None:
    """A second of thirty pictures is about ten panels, and the last one stays."""
    console = Console(file=io.StringIO(), force_terminal=True, width=80)
    _shown(console, [builders.snapshot(t_s=index / 30) for index in range(30)])
    assert 5 <= console.file.getvalue().count("step 3 of 12") <= 13


def test_the_summary_has_a_row_for_every_step() -> None:
    """Holds without a target are free, not failed."""
    text = _printed(summary_table([builders.summary(), builders.summary(target_s=0.0)]))
    assert text.count("Diamond pose") == 2
    assert "85 %" in text
    assert "free" in text
