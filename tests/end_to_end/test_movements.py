"""Movements are judged as movements: rendered bodies do them well and badly, the model looks on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from benchmarks.motion.kinds import KINDS, clip_of
from benchmarks.motion.scoring import judged
from benchmarks.motion.watching import Played, at_step
from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.landmarks.engines import Engine
from vision.measure.catalog import bones_in
from vision.render.output import Output
from vision.render.overlay.overlay import Overlay

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.motion.clip import Clip
    from vision.session.events import Event

pytestmark = [pytest.mark.model, pytest.mark.whole]

BY_NAME = {kind.name: kind for kind in KINDS}


class Listening(Output):
    """Keeps the events."""

    def __init__(self) -> None:
        self.heard: list[Event] = []

    def tell(self, events: Sequence[Event]) -> None:
        """Keep them."""
        self.heard.extend(events)


def heard(clip: Clip, model: Path) -> list[Event]:
    """Practise a step of the routine before a clip."""
    routine, script = load_flow(DEFAULT_FLOW, load_library(None)), clip.script
    session = at_step(routine, script.pose, script.side, script.hold_s)
    outputs, listening = Outputs(Overlay(bones_in), Console(stderr=True)), Listening()
    outputs.add(listening)
    with Played(clip.frames()) as source, Watcher(Engine(model)) as watcher:
        Practice(source, watcher, session, outputs).run()
    return listening.heard


@pytest.mark.parametrize(
    ("name", "variant"),
    [
        ("fold from the hips, 1.5 s", 0),
        ("fold from the hips, 5 s", 0),
        ("fold head first", 0),
        ("on both elbows", 0),
        ("slowly, without elbows", 1),
        ("tipping over, 0.9 s", 0),
        ("pulling the legs out flat", 0),
        ("rising over a side", 0),
        ("rising straight up", 0),
    ],
)
def test_a_movement_is_called_when_it_is_risky_and_only_then(
    name: str, variant: int, model: Path
) -> None:
    """Nothing else is said of it, and it is said soon."""
    clip = clip_of(BY_NAME[name], variant)
    found = judged(clip, heard(clip, model))
    assert found.false_alarms == ()
    assert all(found.caught.values()), found.called_s
    for criterion in clip.script.called:
        assert -0.5 <= found.delay_s(criterion) <= 2.5
