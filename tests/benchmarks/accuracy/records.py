"""Hand-made photographs and what was said of them."""

from __future__ import annotations

from typing import Any

from benchmarks.accuracy.labels import Photo
from benchmarks.accuracy.outcome import Outcome, outcome

HEADER = "file,label,view,kind,quality,note,repo\n"


def photo(label: str, repo: str = "a", **other: str) -> Photo:
    """Give a good side view, unless told otherwise."""
    values = {"file": f"{label}.jpg", "view": "side", "kind": "photo", "quality": "ok", **other}
    return Photo(label=label, repo=repo, **values)


def verdict(
    status: str, criterion: str = "back_straight", kind: str = "form", value: float | None = 0.1
) -> dict[str, Any]:
    """Give a verdict as a record says it."""
    return {
        "criterion": criterion,
        "kind": kind,
        "status": status,
        "value": None if status == "unseen" else value,
        "unit": "chord",
        "cue": "Let your back grow long.",
        "reason": "Please turn side-on to the camera" if status == "unseen" else "",
    }


def record(
    file: str, pose: str | None, *verdicts: dict[str, Any], found: bool = True
) -> dict[str, Any]:
    """Give a record as a checked photograph makes it."""
    return {
        "file": file,
        "found": found,
        "pose": pose,
        "side": None,
        "view": "side",
        "verdicts": list(verdicts),
    }


def seen(shown: Photo, pose: str | None, *statuses: str, found: bool = True) -> Outcome:
    """Give a picture that was taken for ``pose``, with verdicts on form of these statuses."""
    return outcome(shown, record(shown.file, pose, *map(verdict, statuses), found=found), 0.05)
