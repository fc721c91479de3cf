"""The whole of a reviewed session as one JSON object; ``docs/session-json.md`` tells each field."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.criteria.model import Status
from vision.render.report.tables import column_of
from vision.session.recorded.breath import HeldBreath, breath_in
from vision.words.reasons import reason_words
from vision.words.wording import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vision.criteria.model import Band, Criterion
    from vision.render.report.report_input import ReportInput
    from vision.session.recorded.replay import ReviewedStep
    from vision.session.recorded.tracks import Track
    from vision.session.routine import Routine, Step

SCHEMA: Final = "unknot.session"
SCHEMA_VERSION: Final = 2
"""Grows when a field changes its meaning or goes; new fields alone do not change it."""
_DIGITS: Final = 3
_CRITERION: Final = ("call_after_s", "clear_after_s", "priority", "stage", "optional", "cue", "why")
_BREATH: Final = tuple(field.name for field in fields(HeldBreath))
_SUMMARY: Final = ("completed", "corrections", "most_frequent", "stage", "stage_count")


def session_record(data: ReportInput) -> dict[str, object]:
    """Return a session as plain values, ready for JSON; never holds NaN or infinity."""
    reviewed, pictures = data.reviewed, len(data.take.t_s)
    return {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "title": printable(data.title),
        "video": None if data.video is None else printable(data.video),
        "provenance": {name: printable(value) for name, value in data.provenance.items()},
        "duration_s": _number(reviewed.duration_s),
        "pictures": pictures,
        "seen": int(data.take.somebody.sum()),
        "picture_s": _number(float(np.median(np.diff(data.take.t_s)))) if pictures > 1 else None,
        "even_hz": data.even_hz,
        "measures": {
            column_of(name): {"measure": name, "unit": data.units.get(name, "")}
            for name in data.take.measures
        },
        "routine": _routine(reviewed.routine),
        "steps": [_reviewed_step(step, data) for step in reviewed.steps],
        "skipped": list(reviewed.skipped),
        "events": [event.as_record() for event in reviewed.events],
        "notes": [printable(note) for note in data.notes],
    }


def _number(value: float) -> float | None:
    return round(value, _DIGITS) + 0.0 if math.isfinite(value) else None


def _fields(of: object, names: Sequence[str]) -> dict[str, object]:
    """Return attributes by name, as they are."""
    return {name: getattr(of, name) for name in names}


def _numbers(of: object, names: Sequence[str]) -> dict[str, object]:
    """Return numbers among the attributes by name."""
    return {name: _number(getattr(of, name)) for name in names}


def _routine(routine: Routine) -> dict[str, object]:
    return {
        **_fields(routine, ("name", "title", "notice")),
        "steps": [_step(step) for step in routine.steps],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "pose": step.pose.name,
        "side": step.pose.side,
        "title": step.title,
        "hold_s": _number(step.hold_s),
        "criteria": [_criterion(c) for c in step.pose.criteria],
        "easier": (easier := step.easier()) and _step(easier),
    }


def _criterion(c: Criterion) -> dict[str, object]:
    return {
        "name": c.name,
        "kind": c.kind.value,
        "band": _band(c.band),
        "before": _band(c.before),
        "when": _band(c.when),
        "view": c.view.value,
        **_fields(c, _CRITERION),
    }


def _band(band: Band | None) -> dict[str, object] | None:
    if band is None:
        return None
    # Bounds are written as they are, to the last digit: what was judged by can be put back.
    low, high = (bound if math.isfinite(bound) else None for bound in (band.low, band.high))
    return {"measure": band.measure, "low": low, "high": high, "margin": band.margin}


def _reviewed_step(step: ReviewedStep, data: ReportInput) -> dict[str, object]:
    stretch, summary, routine = step.stretch, step.summary, data.reviewed.routine
    return {
        "index": stretch.index,
        "easier": stretch.step == routine.steps[stretch.index].easier(),
        **_fields(summary, ("pose", "side")),
        "title": step.title,
        **_numbers(stretch, ("lead_s", "start_s", "end_s", "score")),
        **_numbers(summary, ("held_s", "target_s", "in_zone_s", "in_pose_s", "in_form_s")),
        **_fields(summary, _SUMMARY),
        "aim_s": {name: _number(seconds) for name, seconds in summary.aim_s.items()},
        "breath": _numbers(breath_in(stretch, data.take), _BREATH),
        "tracks": [_track(track) for track in step.tracks],
    }


def _track(track: Track) -> dict[str, object]:
    return {
        "criterion": track.criterion.name,
        "kind": track.criterion.kind.value,
        **{f"{status.value}_s": _number(track.seconds(status)) for status in Status},
        "runs": [
            {
                "from_s": _number(run.start_s),
                "to_s": _number(run.end_s),
                "status": run.status.value,
                "reason": reason_words(run.reason),
            }
            for run in track.runs
        ],
    }
