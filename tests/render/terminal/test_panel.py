from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.render import builders
from vision.criteria.model import Kind, Status
from vision.render.output import Moment
from vision.render.terminal.lines import panel_of
from vision.render.terminal.panel import TerminalPanel, summary_table
from vision.session.breath import BreathPattern
from vision.session.snapshot import MeasuredBreath, Phase
from vision.words.reasons import TURN_SIDE_ON

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vision.session.snapshot import Snapshot


def _printed(what: object) -> str:
    console = _console()
    console.print(what)
    return console.file.getvalue()


def _console(width: int = 100, height: int = 30, encoding: str = "utf-8") -> Console:
    """Return a terminal of some size without colours."""
    file = io.StringIO() if encoding == "utf-8" else io.TextIOWrapper(io.BytesIO(), encoding)
    return Console(file=file, width=width, height=height)


def _panel(snapshot: Snapshot, width: int = 100, height: int = 30) -> str:
    console = _console(width, height)
    console.print(panel_of(snapshot, console))
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
    text = _panel(
        builders.snapshot(
            verdicts=(builders.verdict("back_bow", Status.MISSED),),
            correction=builders.correction("Back long"),
            breath=BreathPattern().at(9.0),
        )
    )
    for part in ("step 3 of 12", "Head to knee, right leg in front", "seconds left to hold"):
        assert part in text
    for part in ("breathe out", "!  ", "adjust", "Back long", "next: Diamond rest", "[n] next"):
        assert part in text


def test_the_panel_says_what_to_do_now() -> None:
    """The moment of the way in, under why the pose is waited for."""
    waiting = builders.snapshot(
        phase=Phase.ENTER, holding=False, waiting="Kneel for this one.", moment="Sit down slowly."
    )
    text = _panel(waiting)
    assert text.index("Kneel for this one.") < text.index("Sit down slowly.")
    (line,) = _piped(waiting)
    assert line.endswith("enter | Kneel for this one. | Sit down slowly.")


def test_the_measured_breath_is_a_word_beside_the_led_one() -> None:
    """Where it can be told, and its phase where that can be."""
    led = BreathPattern().at(6.0)
    shown = builders.snapshot(breath=led, measured=MeasuredBreath("out", 0.4))
    line = next(line for line in _panel(shown).splitlines() if "lungs full" in line)
    assert "you: breathing out" in line
    vague = builders.snapshot(breath=led, measured=MeasuredBreath("", 0.4))
    assert "you: breathing" in _panel(vague)
    assert "you:" not in _panel(builders.snapshot(breath=led, measured=None))


def test_hold_and_breath_cannot_be_confused() -> None:
    """The hold has the only number, and a large one; the breath has none."""
    shown = builders.snapshot(held_s=23.0, target_s=60.0, breath=BreathPattern().at(6.0))
    lines = _panel(shown).splitlines()
    breath = next(line for line in lines if "lungs full" in line)
    assert not any(sign.isdigit() for sign in breath)
    assert sum("██" in line for line in lines) >= 5
    small = _panel(shown, 60, 14)
    assert "37  seconds left to hold" in small
    assert "██████  " not in small


def test_a_number_in_large_digits_is_read_as_it_is() -> None:
    """Each digit in its place, as high as five lines."""
    number = builders.snapshot(held_s=0.0, target_s=125.0)
    rows = [line[2:].split("   seconds")[0] for line in _panel(number).splitlines()[1:6]]
    assert [row[:6] for row in rows] == ["██████", "    ██", "██████", "██    ", "██████"]
    assert [row[8:10] for row in rows] == ["  ", "██", "  ", "██", "  "]


def test_each_answer_has_its_sign() -> None:
    """Signs and words, so that a terminal without colours tells as much."""
    verdicts = tuple(builders.verdict("back_bow", status) for status in Status)
    text = _panel(builders.snapshot(verdicts=verdicts))
    assert [sign for sign in "✓!?" if f"│ {sign}  " in text] == ["✓", "!", "?"]


def test_an_unseen_criterion_tells_its_reason() -> None:
    """The person learns what to do about it."""
    unseen = builders.dataclasses.replace(
        builders.verdict(status=Status.UNSEEN), reason=TURN_SIDE_ON
    )
    assert "turn side-on" in _panel(builders.snapshot(verdicts=(unseen,)))


def test_depth_not_reached_asks_for_nothing() -> None:
    """An aim is met or not yet."""
    aim = builders.verdict(status=Status.MISSED, kind=Kind.AIM)
    text = _panel(builders.snapshot(verdicts=(aim,)))
    assert "not yet" in text
    assert "!" not in text


LONG = "It is fine to leave this one out. Raise an arm, press n, or rest: I go on by myself soon."
LONGER = (
    "Put a belt round your right foot, a folded blanket under your seat, your left leg to the side."
)


@pytest.mark.parametrize("size", [(40, 12), (60, 15), (80, 24), (132, 50), (200, 60)])
@pytest.mark.parametrize("phase", list(Phase))
def test_no_line_wraps_and_none_is_too_many(phase: Phase, size: tuple[int, int]) -> None:
    """In whatever size, what is to be read now is there, and the screen does not scroll."""
    width, height = size
    snapshot = builders.snapshot(
        phase=phase,
        waiting=LONG if phase is Phase.ENTER else "",
        moment=LONGER,
        message=LONG,
        gesture="Both hands over your head for two seconds: pause.",
        verdicts=tuple(builders.verdict(f"criterion_{n}", Status.MET) for n in range(12)),
        breath=BreathPattern().at(9.0),
        title="Head to knee, with a belt round the foot and a blanket under the seat",
    )
    lines = _panel(snapshot, width, height).splitlines()
    assert len(lines) < height
    assert max(map(len, lines)) <= width
    text = " ".join(" ".join(lines).replace("│", " ").split())
    assert "step 3 of 12" in text
    assert LONG in text


def test_a_text_that_is_too_long_is_shown_in_turn() -> None:
    """Every word of it, in the smallest terminal."""
    words = [f"word{n}" for n in range(90)]
    seen: set[str] = set()
    for t_s in range(60):
        snapshot = builders.snapshot(phase=Phase.ENTER, t_s=float(t_s), waiting=" ".join(words))
        seen |= {*_panel(snapshot, 40, 12).split()}
    assert {*words} <= seen


def test_a_terminal_without_unicode_gets_stand_ins() -> None:
    """The panel is plain ASCII where it has to be."""
    snapshot = builders.snapshot(verdicts=(builders.verdict(),), breath=BreathPattern().at(9.0))
    console = _console(80, 24, "ascii")
    console.print(panel_of(snapshot, console))


def test_another_size_begins_the_panel_anew() -> None:
    """Lines of the old width would be torn by a narrower terminal."""
    console = Console(file=io.StringIO(), force_terminal=True, width=100, height=30)
    panel = TerminalPanel(console)
    panel.begin()
    panel.show(Moment(None, None, builders.snapshot(), builders.frame))
    console.width = 50
    console.file.seek(0)
    console.file.truncate()
    panel.show(Moment(None, None, builders.snapshot(t_s=1.0), builders.frame))
    panel.close()
    written = console.file.getvalue()
    assert "\x1b[2J" in written
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)
    assert max(map(len, plain.splitlines())) <= 50


def test_a_pipe_gets_a_line_for_news_and_nothing_in_between() -> None:
    """Thirty pictures a second with the same words are one line."""
    still = [builders.snapshot(t_s=index / 30, held_s=index / 30) for index in range(60)]
    lines = _piped(*still, builders.snapshot(correction=builders.correction("Back [long]")))
    assert len(lines) == 2
    assert lines[0].startswith("step 3/12 | Head to knee, right leg in front | hold | ")
    assert lines[1].endswith("Back [long]")


def test_a_pipe_is_told_of_the_sound_by_a_line_of_its_own() -> None:
    """When it changes, and not beside all other news; the panel shows it as long as it lasts."""
    signs = ("", "No sound: no device", "No sound: no device", "", "Volume 60 %")
    first, *others = _piped(*(builders.snapshot(sound=sign) for sign in signs))
    assert first.startswith("step 3/12")
    assert others == ["No sound: no device", "Volume 60 %"]
    assert "Volume 60 %" in _panel(builders.snapshot(sound="Volume 60 %"), 80, 24)


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
