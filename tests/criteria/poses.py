"""Poses in memory, to be loaded by tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vision.criteria.library import PoseLibrary, load_poses

if TYPE_CHECKING:
    from vision.criteria.model import Criterion

UNITS = {
    "bow": "trunk",
    "tilt": "deg",
    "knee_left_deg": "deg",
    "knee_right_deg": "deg",
    "depth": "trunk",
    "breath_in_share": "share",
}
POSE = """
title = "Sit"
say = "Sit down."
needs = ["tilt"]

[recognise.upright]
measure = "tilt"
low = -25
high = 25
why = "Upright."

[form.back_straight]
measure = "bow"
high = 0.07
margin = 0.03
priority = 10
cue = "Let your back grow long."
why = "Straight backs read less."
"""
TOLD = f"""{POSE}
[tell.alone]
measure = "depth"
high = 0.2
why = "Nothing else is as deep."
"""
SIDED = """
title = "Fold"
sided = true
say = "Fold over your {front} leg, the {back} one folded."
caution = "Mind your {front} knee."
needs = ["knee_{front}_deg"]

[form.knee_straight]
measure = "knee_{front}_deg"
low = 160
when = { measure = "knee_{back}_deg", high = 90 }
cue = "Let your {front} knee grow long."
why = "Straight legs read more."
"""


class Text:
    """A file in memory."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self._text = text

    def __str__(self) -> str:
        """Return the name, as a path does."""
        return self.name

    def read_text(self, encoding: str) -> str:
        """Return the whole text."""
        return self._text.encode(encoding).decode(encoding)


def load(text: str = POSE, *changes: str, name: str = "sit") -> PoseLibrary:
    """Load one pose, and changes called mine1.toml, mine2.toml and so on."""
    files = [Text(f"mine{i}.toml", change) for i, change in enumerate(changes, start=1)]
    return load_poses([Text(f"{name}.toml", text)], files, UNITS)


def only(library: PoseLibrary, criterion: str) -> Criterion:
    """Return a criterion of the one pose."""
    (pose,) = library.poses.values()
    return next(c for c in pose.criteria if c.name == criterion)
