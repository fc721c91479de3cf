"""A batch at a glance: a page that leads to each report and sets the sessions side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vision.render.page import address, render
from vision.words import say
from vision.words.wording import heading, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BARS_PX: Final = 120
_BAR_PX: Final = 26
_STEP_PX: Final = 36
_HEADROOM: Final = 1.08


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A recording of the batch.

    Attributes
    ----------
    title
        Its file name, or whatever it is called; anything may be in it.
    href
        Relative path of its report; None without one.
    record
        What `session_record` gives for it; None if it could not be reviewed.
    problem
        Why it could not be reviewed, in a line; None if it was.

    """

    title: str
    href: str | None
    record: Mapping[str, Any] | None
    problem: str | None


def index_html(rows: Sequence[IndexRow]) -> str:
    """Return the page of a batch, sessions in the order given."""
    reviewed = [row for row in rows if row.record is not None]
    return render(
        "index.html.j2",
        sessions=[_session(number, row) for number, row in enumerate(reviewed, 1)],
        problems=[row for row in rows if row.record is None],
        charts=list(_charts([row.record for row in reviewed if row.record is not None])),
    )


def _session(number: int, row: IndexRow) -> dict[str, object]:
    record = row.record or {}
    steps = record["steps"]
    held_s, zone_s = _sum(steps, "held_s"), _sum(steps, "in_zone_s")
    cues: Counter[str] = Counter()
    for step in steps:
        cues.update(step["corrections"])
    return {
        "number": number,
        "title": row.title,
        "href": None if row.href is None else address(row.href),
        "routine": record["routine"]["title"],
        "duration_s": record["duration_s"] or 0.0,
        "held_s": held_s,
        "zone": min(1.0, zone_s / held_s) if held_s > 0 else None,
        "cues": cues.total(),
        "most": heading(cues.most_common(1)[0][0]) if cues else "",
        "stages": _stages(steps),
        "strip": [_block(step, record["duration_s"] or 1.0, steps) for step in steps],
    }


def _sum(steps: Sequence[Mapping[str, Any]], field: str) -> float:
    return float(sum(step[field] or 0.0 for step in steps))


def _stages(steps: Sequence[Mapping[str, Any]]) -> list[str]:
    reached = [
        say("{step}: {stage}", step=step["title"], stage=words_of(step["stage"]))
        for step in steps
        if step["stage"]
    ]
    return list(dict.fromkeys(reached))


def _block(
    step: Mapping[str, Any], duration_s: float, steps: Sequence[Mapping[str, Any]]
) -> dict[str, object]:
    """Return a step's place on the session's strip, in percent, and what to say of it."""
    first_s = min(0.0, *(each["start_s"] or 0.0 for each in steps))
    start_s, end_s = step["start_s"] or 0.0, step["end_s"] or 0.0
    return {
        "number": step["index"] + 1,
        "title": step["title"],
        "left": round(100 * (start_s - first_s) / duration_s, 2),
        "width": round(100 * (end_s - start_s) / duration_s, 2),
        "zone": _share(step),
        "held_s": step["held_s"] or 0.0,
    }


def _share(step: Mapping[str, Any]) -> float:
    held_s = step["held_s"] or 0.0
    return min(1.0, (step["in_zone_s"] or 0.0) / held_s) if held_s > 0 else 0.0


# --- over the sessions ---------------------------------------------------------------------------


def _charts(records: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, object]]:
    """Yield for each step what was held of it in every session; nothing for a single session."""
    if len(records) < 2:  # noqa: PLR2004 (one session shows no progress)
        return
    by_session = [_longest_by_title(record) for record in records]
    for title in dict.fromkeys(title for found in by_session for title in found):
        steps = [found.get(title) for found in by_session]
        yield {"title": title, **_chart(steps)}


def _longest_by_title(record: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return a session's steps by title, of one done several times the longest hold."""
    found: dict[str, Mapping[str, Any]] = {}
    for step in record["steps"]:
        known = found.get(step["title"])
        if known is None or (step["held_s"] or 0.0) > (known["held_s"] or 0.0):
            found[step["title"]] = step
    return found


def _chart(steps: Sequence[Mapping[str, Any] | None]) -> dict[str, object]:
    """Return the bars of a chart, in pixels from its top left, and the line of what was asked."""
    target_s = max((step["target_s"] or 0.0 for step in steps if step), default=0.0)
    longest_s = max(step["held_s"] or 0.0 for step in steps if step)
    per_second_px = _BARS_PX / (_HEADROOM * max(target_s, longest_s, 1.0))
    return {
        "width": _STEP_PX * len(steps) + 8,
        "height": _BARS_PX,
        "bar": _BAR_PX,
        "target_s": target_s,
        "target_y": round(_BARS_PX - target_s * per_second_px, 1) if target_s else None,
        "bars": [
            {
                "number": number,
                "x": 6 + _STEP_PX * (number - 1),
                "held": round((step["held_s"] or 0.0) * per_second_px, 1),
                "zone": round((step["held_s"] or 0.0) * _share(step) * per_second_px, 1),
                "held_s": step["held_s"] or 0.0,
                "share": _share(step),
            }
            for number, step in enumerate(steps, 1)
            if step
        ],
    }
