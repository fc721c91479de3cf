"""What ``unknot tune`` prints without its page: what numbers change, proposed poses and bands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np
from rich.markup import escape
from rich.table import Table

from vision.app.poses import band_text
from vision.measure.catalog import UNITS
from vision.progress import print_line
from vision.render.tuning.plot import LOOKS
from vision.tune.bounds import NUMBERS
from vision.tune.fit.evidence import CONFIDENCE
from vision.words import count, mark, say
from vision.words.wording import heading

if TYPE_CHECKING:
    from rich.console import Console

    from vision.app.tune.own import Plan
    from vision.app.tune.view import Counts, View
    from vision.tune.fit.result import Count, Curve, Fit, Outcome

_ROWS: Final = 13
"""How many thresholds are printed, and those of the bound as it is and as suggested."""
_PROPOSAL_HEADINGS: Final = (
    mark("recognised by"),
    mark("margin"),
    mark("view"),
    mark("needed"),
    mark("readable"),
    mark("rejects of the rest"),
)


def print_report(view: View, console: Console) -> None:
    """Print what a criterion finds in each session, as saved and with the numbers tried."""
    tried = view.bounds.unlike(view.saved)
    numbers = ", ".join(
        f"{name} {getattr(view.saved, name):g} -> {tried[name]:g}"
        for name in NUMBERS
        if name in tried
    )
    title = say(
        "{pose}: {criterion} ({numbers})",
        pose=view.choice.pose,
        criterion=heading(view.choice.criterion),
        numbers=numbers or say("as saved"),
    )
    table = Table(title=escape(title), title_justify="left")
    table.add_column(say("session"), overflow="fold")
    for words, *_ in LOOKS.values():
        table.add_column(say(words), justify="right")
    table.add_column(say("called"), justify="right")
    for index, session in enumerate(view.desk.sessions):
        table.add_row(escape(session.name), *_cells(*view.counts(index)))
    if len(view.desk.sessions) > 1:
        table.add_row(say("all"), *_cells(*view.counts()), style="bold")
    console.print(table)
    for index, session in enumerate(view.desk.sessions):
        if not view.stretches(index):
            pose = view.choice.pose
            line = say("{session}: {pose} was not found in it", session=session.name, pose=pose)
            print_line(console, line)


def _cells(before: Counts, now: Counts) -> list[str]:
    pairs = zip(before.words(), now.words(), strict=True)
    return [is_now if was == is_now else f"{was} -> {is_now}" for was, is_now in pairs]


def print_plan(session: str, plan: Plan, console: Console) -> None:
    """Print what would recognise a pose made from a session, and what to know before it is used."""
    title = say("{pose}, from {session}", pose=plan.new.name, session=session)
    table = Table(title=escape(title), title_justify="left")
    for words in _PROPOSAL_HEADINGS:
        table.add_column(say(words), overflow="fold")
    for band in plan.bands:
        c = band.criterion
        table.add_row(
            band_text(c.band),
            f"{c.band.margin:g}",
            c.view.value,
            say("no") if c.optional else say("yes"),
            f"{band.readable:.0%}",
            "-" if math.isnan(band.rejected) else f"{band.rejected:.0%}",
        )
    if plan.bands:
        console.print(table)
    for sentence in plan.warnings:
        print_line(console, say("note: {sentence}", sentence=sentence))


# --- a band proposed from labels ----------------------------------------------------------------


def print_fit(fit: Fit, console: Console, pose: str = "") -> None:
    """Print the table of each bound, what the band does as it is and as proposed, and the warnings.

    ``pose`` is named before the criterion, if it is given.
    """
    band = fit.criterion.band
    name = f"{pose}, {fit.criterion.name}" if pose else fit.criterion.name
    about = {"name": name, "band": band_text(band), "margin": band.margin}
    print_line(console, say("{name}: {band}, margin {margin:g}", **about), style="bold")
    marked = {"wrong": _counted(fit.wrong), "correct": _counted(fit.correct)}
    print_line(console, say("marked wrong: {wrong}; correct: {correct}", **marked))
    for curve in fit.curves:
        console.print(_table(curve, UNITS[band.measure]))
        if curve.as_good:
            least, most = curve.as_good
            text = say(
                "As good on these labels: {bound} from {least:g} to {most:g}.",
                bound=curve.bound,
                least=least,
                most=most,
            )
            print_line(console, text)
    if fit.curves:
        print_line(console, say("as it is: {outcome}", outcome=_outcome(fit.now)))
    print_line(console, _proposal(fit), style="bold")
    for sentence in fit.warnings:
        print_line(console, f"- {sentence}")
    if fit.curves:
        text = say(
            "Shares are means over sessions; in brackets their {confidence:.0%} intervals, in "
            "which a session is one witness, however long it is.",
            confidence=CONFIDENCE,
        )
        print_line(console, text)
    console.print()


def _counted(found: Count) -> str:
    if not found.stretches:
        return say("nothing that can be judged")
    return say(
        "{stretches} of {sessions}, {seconds:.0f} s",
        stretches=count(found.stretches, "{n} stretch", "{n} stretches"),
        sessions=count(found.sessions, "{n} session", "{n} sessions"),
        seconds=found.seconds,
    )


def _table(curve: Curve, unit: str) -> Table:
    table = Table()
    for words in (f"{curve.bound} ({unit})", say("caught"), say("false alarms")):
        table.add_column(words, justify="right")
    table.add_column("")
    marks = {curve.current: say("as it is"), curve.suggested: say("suggested")}
    if curve.current == curve.suggested:
        marks = {curve.current: say("as it is, suggested")}
    alarms = (curve.false_alarms, curve.false_alarms_low, curve.false_alarms_high)
    for row in rows_of(curve):
        caught = _percent(curve.caught[row], curve.caught_low[row], curve.caught_high[row])
        false = _percent(*(share[row] for share in alarms))
        table.add_row(f"{curve.threshold[row]:g}", caught, false, marks.get(row, ""))
    return table


def rows_of(curve: Curve) -> list[int]:
    """Return which thresholds are printed: those where something changes, thinned out.

    The bound as it is and as suggested are always among them.
    """
    shares = np.nan_to_num([curve.caught, curve.false_alarms])
    changes = np.flatnonzero(np.diff(shares, axis=1).any(axis=0))
    first, last = (changes[0], changes[-1] + 1) if len(changes) else (0, shares.shape[1] - 1)
    evenly = np.linspace(first, last, min(_ROWS, last - first + 1)).round().astype(int)
    marked = [row for row in (curve.current, curve.suggested) if row is not None]
    return sorted({*evenly.tolist(), *marked})


def _percent(value: float, low: float, high: float) -> str:
    """Write ``83 % (55-95)``, and a dash where there is nothing to count."""
    if math.isnan(value):
        return "-"
    return f"{100 * value:.0f} % ({100 * low:.0f}-{100 * high:.0f})"


def _outcome(outcome: Outcome) -> str:
    caught, alarms = (
        _percent(share.value, share.low, share.high)
        for share in (outcome.caught, outcome.false_alarms)
    )
    return say("caught {caught}, false alarms {alarms}", caught=caught, alarms=alarms)


def _proposal(fit: Fit) -> str:
    if fit.proposed is None or fit.then is None:
        return say("proposed: nothing")
    changes = fit.proposed.unlike(fit.current)
    numbers = ", ".join(f"{name} = {value:g}" for name, value in changes.items())
    numbers = numbers or say("the band as it is")
    return say("proposed: {numbers}: {outcome}", numbers=numbers, outcome=_outcome(fit.then))
