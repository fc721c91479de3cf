"""Our own pipeline against the reference, picture by picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from benchmarks.agreement import held_together, pictures_of
from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from vision.app.settings import demo_clip
from vision.errors import LandmarkerError, MissingLibraryError
from vision.frames.source import Frame
from vision.landmarks import engines
from vision.landmarks.engines import AUTO, LITERT, MEDIAPIPE, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


DEMO_PICTURES: Final = 120
EVERY: Final = 2
"""Of the demo clip: its beginning at 15 pictures a second."""


def demo() -> Iterator[Frame]:
    """Give pictures of the demo clip."""
    with demo_clip() as clip:
        yield from pictures_of(clip, DEMO_PICTURES, EVERY)


def rendered() -> Iterator[Frame]:
    """Give pictures of a body that bends, and then is gone.

    What comes after that is not the same: visibility runs on in the reference, from the body before
    to the next, as if it were one.
    """
    images = [render(postures.diamond(tilt), size=(640, 480)) for tilt in range(0, 50, 2)]
    images += [np.full_like(images[0], 200)] * 3
    for number, image in enumerate(images):
        yield Frame(image, number / 30, number)


@pytest.mark.model
@pytest.mark.parametrize("tracking", [True, False], ids=["followed", "each on its own"])
@pytest.mark.parametrize("source", [demo, rendered])
def test_both_engines_see_the_same(source: object, model: Path, *, tracking: bool) -> None:
    """Within what one grey level of noise makes of the reference: see docs/engine.md."""
    pytest.importorskip("ai_edge_litert")
    agreement = held_together(source(), model, tracking=tracking)  # type: ignore[operator]
    assert agreement.both > 0.6 * agreement.pictures
    assert agreement.presence >= 0.99
    assert agreement.visibility >= 0.995
    assert agreement.off_median < 0.002
    assert agreement.off_p95 < 0.015
    assert agreement.off_m_median < 0.005
    assert agreement.overlap_median > 0.98
    assert agreement.overlap_least > 0.9


@pytest.mark.model
def test_the_engine_of_this_machine_is_ours_if_it_can_be(model: Path) -> None:
    """And one that is asked for by name is not asked about."""
    pytest.importorskip("ai_edge_litert")
    settled, note = Engine(model, AUTO).settled()
    assert (settled.name, note) == (LITERT, "")
    assert Engine(model, MEDIAPIPE).settled() == (Engine(model, MEDIAPIPE), "")


@pytest.mark.parametrize(
    "error",
    [
        MissingLibraryError("LiteRT cannot be loaded: no wheel"),
        LandmarkerError("a network does not load"),
    ],
)
def test_where_it_cannot_be_the_reference_is_taken_and_said(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, with the reason."""

    def fail(engine: Engine) -> None:
        assert engine.name == LITERT
        raise error

    monkeypatch.setattr(engines, "_landmarker_class", fail)
    settled, note = Engine(tmp_path / "m.task", AUTO).settled()
    assert settled == Engine(tmp_path / "m.task", MEDIAPIPE)
    assert note == f"{error}; MediaPipe finds the landmarks instead, more slowly"


def test_an_engine_that_is_not_installed_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for by name, it is not replaced by another."""
    monkeypatch.setitem(__import__("sys").modules, "vision.landmarks.engines.litert.pipeline", None)
    with pytest.raises(MissingLibraryError, match="LiteRT cannot be loaded: "):
        Engine(tmp_path / "m.task", LITERT).start()
