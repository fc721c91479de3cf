"""What a terminal shows of a session, line by line, in whatever size it has."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from vision.criteria.model import Kind, Status
from vision.render.overlay.card import duration_text
from vision.render.overlay.panels import keys_of, main_line, second_line
from vision.render.overlay.rings import BREATH_WORDS, MEASURED_WORDS, clock_text
from vision.render.overlay.screens import SCREENS, advice
from vision.render.overlay.title import step_of, title_with_side
from vision.render.sheet import ANSWERS, ASCII, NOT_YET
from vision.session.snapshot import Phase
from vision.words import say
from vision.words.reasons import reason_words
from vision.words.wording import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Verdict
    from vision.render.sheet import Answer
    from vision.session.snapshot import Snapshot

PAGE_S: Final = 4.0
"""How long each part of a text that is too long for the terminal stays."""
_TALL: Final = 20
"""Rows from which on there is room for large digits."""
_FRAMED: Final = 16
"""Rows from which on there is a frame."""
_BAR_CELLS: Final = 40
_BREATH_CELLS: Final = 10
_OF_PICTURES: Final = ("f", "p")
"""Keys that change only what a window shows."""
_TIMED: Final = (Phase.ENTER, Phase.HOLD)
_OUT_OF_IT: Final = (Phase.DONE, Phase.REST)
# Each digit in rows of three; a cell of a terminal is twice as high as wide, so each is two wide.
_DIGITS: Final = {
    "0": ("###", "# #", "# #", "# #", "###"),
    "1": ("  #", "  #", "  #", "  #", "  #"),
    "2": ("###", "  #", "###", "#  ", "###"),
    "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"),
    "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"),
    "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"),
    "9": ("###", "# #", "###", "  #", "###"),
    ":": (" ", "#", " ", "#", " "),
}
_DIGIT_ROWS: Final = 5


def texts(snapshot: Snapshot) -> tuple[str, str]:
    """Return the one thing to read now, and what to read when there is time."""
    screen = SCREENS.get(snapshot.phase)
    if screen is None:
        return main_line(snapshot).text, second_line(snapshot)
    if snapshot.phase is Phase.FRAMING:
        return advice(snapshot), second_line(snapshot)
    return advice(snapshot), say(screen.foot)


class Block(NamedTuple):
    """Lines that belong together; the lower its rank, the sooner they get the rows there are."""

    rank: int
    lines: list[Text]
    turns: bool = False
    """Whether lines for which there is no room are shown later, instead of left out."""


def panel_of(snapshot: Snapshot, console: Console) -> Panel | Group:
    """Return the session at one moment, in the size of a terminal: none of its lines wraps.

    The pose and its step, the one thing to read now and what to do, how much of the hold is left,
    the breath, what was found, and the keys. What there is no room for is left out, but for the
    texts, whose parts are shown in turn.
    """
    framed = console.height >= _FRAMED
    width = max(1, console.width - (4 if framed else 0))
    rows = max(1, console.height - (3 if framed else 1))
    lines = _fitted(_blocks(snapshot, console, width), rows, snapshot.t_s)
    for line in lines:
        line.truncate(width, overflow="ellipsis")
    if not framed:
        return Group(*lines)
    return Panel(Group(*lines), title=_title(snapshot), title_align="left")


def _title(snapshot: Snapshot) -> Text:
    pose = title_with_side(snapshot.title, snapshot.side)
    line = say("{step}: {pose}", step=step_of(snapshot), pose=pose)
    return Text(line, style="bold", no_wrap=True, overflow="ellipsis")


def _blocks(snapshot: Snapshot, console: Console, width: int) -> list[Block]:
    """Return what there is to show, from the top down."""
    ascii_only = console.options.ascii_only
    tall = console.height >= _TALL

    def wrapped(text: str, style: str = "") -> list[Text]:
        return list(Text(text, style=style).wrap(console, width)) if text else []

    word = SCREENS[snapshot.phase].word if snapshot.phase in SCREENS else ""
    main, second = texts(snapshot)
    named = ((key, does) for key, does in keys_of(snapshot) if key not in _OF_PICTURES)
    keys = "  ".join(f"[{say(key)}] {say(does)}" for key, does in named)
    following = say("next: {title}", title=snapshot.next_title) if snapshot.next_title else ""
    gap = Block(9, [Text()])
    return [
        Block(0, [] if console.height >= _FRAMED else [_title(snapshot)]),
        Block(3, _hold_lines(snapshot, ascii_only=ascii_only, large=tall)),
        gap,
        Block(4, _breath_lines(snapshot, ascii_only=ascii_only)),
        gap,
        Block(1, wrapped(say(word), "bold cyan") if main != say(word) else []),
        Block(1, wrapped(main, "bold"), turns=True),
        Block(2, wrapped(second), turns=True),
        gap,
        Block(8, _verdict_lines(snapshot, ascii_only=ascii_only)),
        # What is under it stands at the bottom, wherever the rest ends.
        Block(10, [Text()] * console.height),
        Block(6, wrapped(snapshot.gesture, "cyan")),
        Block(6, wrapped(snapshot.sound, "cyan")),
        Block(7, wrapped(following, "bright_black")),
        Block(5, wrapped(keys, "bright_black")),
    ]


def _fitted(blocks: Sequence[Block], rows: int, t_s: float) -> list[Text]:
    """Return the lines of blocks that fit into some rows."""
    given = [0] * len(blocks)
    for place in sorted(range(len(blocks)), key=lambda place: blocks[place].rank):
        given[place] = min(len(blocks[place].lines), rows)
        rows -= given[place]
    lines: list[Text] = []
    for block, count in zip(blocks, given, strict=True):
        first = 0
        if block.turns and count:
            turned = int(max(0.0, t_s) / PAGE_S) % -(-len(block.lines) // count)
            first = turned * count
        shown = [line.copy() for line in block.lines[first : first + count]]
        lines += shown + [Text()] * (count - len(shown))
    return lines


def _hold_lines(snapshot: Snapshot, *, ascii_only: bool, large: bool) -> list[Text]:
    """Return how much of the hold is left, in large digits: these count nothing else."""
    if snapshot.phase in _OUT_OF_IT:
        held = say("Held: {time}", time=duration_text(snapshot.held_s))
        return [Text(held, style="green")]
    if snapshot.phase not in _TIMED:
        return []
    open_ended = snapshot.target_s <= 0 or math.isinf(snapshot.target_s)
    seconds = snapshot.held_s if open_ended else snapshot.target_s - snapshot.held_s
    style = "green" if snapshot.holding else "bright_black"
    word = say("holding") if snapshot.holding else say("waiting for the pose")
    counted = say("seconds held") if open_ended else say("seconds left to hold")
    number = clock_text(math.floor(seconds) if open_ended else seconds)
    beside = [Text(counted), Text(word, style=style)]
    if not open_ended:
        beside.append(_bar(snapshot.held_s / snapshot.target_s, style, ascii_only=ascii_only))
    if not large:
        return [Text("  ").join([Text(number, style=f"bold {style}"), *beside])]
    rows = [Text(row, style=style) for row in _large(number, ascii_only=ascii_only)]
    for row, line in zip(rows[(_DIGIT_ROWS - len(beside)) // 2 :], beside, strict=False):
        row.append("   ").append_text(line)
    return rows


def _large(number: str, *, ascii_only: bool) -> list[str]:
    """Return the rows of a number in large digits."""
    rows = (
        "  ".join("".join(2 * pixel for pixel in _DIGITS[digit][row]) for digit in number)
        for row in range(_DIGIT_ROWS)
    )
    return [row if ascii_only else row.replace("#", "█") for row in rows]


def _bar(share: float, style: str, *, ascii_only: bool) -> Text:
    full = round(_BAR_CELLS * min(max(share, 0.0), 1.0))
    done, left = ("#", ".") if ascii_only else ("█", "░")
    return Text(done * full, style=style).append(left * (_BAR_CELLS - full), "bright_black")


def _breath_lines(snapshot: Snapshot, *, ascii_only: bool) -> list[Text]:
    """Return the breath, led and measured, as words and a row of discs, without any number."""
    if snapshot.breath is None or snapshot.phase in SCREENS:
        return []
    full = round(snapshot.breath.fullness * _BREATH_CELLS)
    discs = _written("●" * full + "○" * (_BREATH_CELLS - full), ascii_only=ascii_only)
    line = Text(f"{discs}  {say(BREATH_WORDS[snapshot.breath.phase])}", style="cyan")
    if snapshot.measured is not None:
        line.append(f"   {say(MEASURED_WORDS[snapshot.measured.phase])}", "yellow")
    return [line]


def _verdict_lines(snapshot: Snapshot, *, ascii_only: bool) -> list[Text]:
    """Return what was found of each criterion, or of what is looked for before the first step."""
    if snapshot.phase is Phase.FRAMING:
        found = [(ANSWERS[check.status], check.text, "") for check in snapshot.checks]
    elif snapshot.phase in SCREENS:
        found = []
    else:
        verdicts = ((verdict, _answer(verdict)) for verdict in snapshot.verdicts)
        found = [
            (answer, words_of(v.criterion.name), reason_words(v.reason) or say(answer.word))
            for v, answer in verdicts
        ]
    widest = max((len(name) for _, name, _ in found), default=0)
    return [
        Text(_written(answer.sign, ascii_only=ascii_only), style=answer.colour)
        .append(f"  {name:<{widest}}  ", "default")
        .append(words)
        for answer, name, words in found
    ]


def _written(signs: str, *, ascii_only: bool) -> str:
    return signs.translate(ASCII) if ascii_only else signs


def _answer(verdict: Verdict) -> Answer:
    patient = verdict.criterion.kind in (Kind.AIM, Kind.RECOGNISE)
    if patient and verdict.status is Status.MISSED:
        return NOT_YET
    return ANSWERS[verdict.status]
