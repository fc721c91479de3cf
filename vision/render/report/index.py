"""A batch at a glance: a page that leads to each report and sets the sessions side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from vision.render.page import address, render
from vision.words import say
from vision.words.wording import heading, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    _Step: TypeAlias = Mapping[str, Any]

_BARS_PX: Final = 120
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
    sessions = [_session(row, row.record) for row in rows if row.record is not None]
    return render(
        "index.html.j2",
        sessions=sessions,
        problems=[row for row in rows if row.record is None],
        charts=list(_charts([session["steps"] for session in sessions])),
        bars_px=_BARS_PX,
        share=_share,
    )


def _session(row: IndexRow, record: Mapping[str, Any]) -> dict[str, Any]:
    steps = [_without_none(step) for step in record["steps"]]
    cues: Counter[str] = Counter()
    for step in steps:
        cues.update(step["corrections"])
    stages = [
        say("{step}: {stage}", step=step["title"], stage=words_of(step["stage"]))
        for step in steps
        if step["stage"]
    ]
    return {
        "title": row.title,
        "href": None if row.href is None else address(row.href),
        "routine": record["routine"]["title"],
        "duration_s": record["duration_s"] or 0.0,
        "first_s": min([0.0, *(step["start_s"] for step in steps)]),
        "held_s": sum(step["held_s"] for step in steps),
        "in_pose_s": sum(step["in_pose_s"] for step in steps),
        "in_form_s": sum(step["in_form_s"] for step in steps),
        "cues": cues.total(),
        "most": heading(cues.most_common(1)[0][0]) if cues else "",
        "stages": list(dict.fromkeys(stages)),
        "steps": steps,
    }


def _without_none(step: _Step) -> _Step:
    """Return a step with 0 for each number of seconds that is not known.

    Of a pose without form its time does not count for the share in form, nor do the steps of
    reviews that were made before that share was one of the pose's time.
    """
    known = {k: 0.0 if v is None and k.endswith("_s") else v for k, v in step.items()}
    asked = step.get("in_form_s") is not None
    times = {"in_pose_s": known.get("in_pose_s", 0.0), "in_form_s": known.get("in_form_s", 0.0)}
    return {**known, **(times if asked else dict.fromkeys(times, 0.0))}


def _share(of: _Step) -> float:
    """Return the share of the poses' time, of a step or a session, in which the form was met."""
    return min(1.0, of["in_form_s"] / of["in_pose_s"]) if of["in_pose_s"] > 0 else 0.0


def _charts(sessions: Sequence[Sequence[_Step]]) -> Iterator[dict[str, object]]:
    """Yield for each step what was held of it in every session; nothing for a single session."""
    if len(sessions) < 2:  # noqa: PLR2004 (one session shows no progress)
        return
    longest = [_longest_by_title(steps) for steps in sessions]
    for title in dict.fromkeys(title for found in longest for title in found):
        steps = {n: found[title] for n, found in enumerate(longest, 1) if title in found}
        target_s = max(step["target_s"] for step in steps.values())
        most_s = max(target_s, *(step["held_s"] for step in steps.values()), 1.0)
        yield {
            "title": title,
            "steps": steps,
            "sessions": len(sessions),
            "target_s": target_s,
            "per_second_px": _BARS_PX / (_HEADROOM * most_s),
        }


def _longest_by_title(steps: Sequence[_Step]) -> dict[str, _Step]:
    """Return a session's steps by title, of one done several times the longest hold."""
    found: dict[str, _Step] = {}
    for step in steps:
        if step["title"] not in found or step["held_s"] > found[step["title"]]["held_s"]:
            found[step["title"]] = step
    return found
