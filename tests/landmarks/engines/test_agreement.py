"""Our own pipeline against the reference, picture by picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from vision.app.settings import demo_clip
from vision.errors import LandmarkerError, MissingLibraryError
from vision.frames.source import Frame
from vision.frames.video.reading import VideoFile
from vision.landmarks import engines
from vision.landmarks.engines import AUTO, LITERT, MEDIAPIPE, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vision.landmarks.types import Landmarks

DEMO_PICTURES: Final = 120
EVERY: Final = 2
"""Of the demo clip: its beginning at 15 pictures a second."""


def demo() -> Iterator[Frame]:
    """Give pictures of the demo clip."""
    with demo_clip() as clip, VideoFile(str(clip)) as video:
        yield from islice(video, 0, DEMO_PICTURES * EVERY, EVERY)


def rendered() -> Iterator[Frame]:
    """Give pictures of a body that bends, and then is gone.

    What comes after that is not the same: visibility runs on in the reference, from the body before
    to the next, as if it were one.
    """
    images = [render(postures.diamond(tilt), size=(640, 480)) for tilt in range(0, 50, 2)]
    images += [np.full_like(images[0], 200)] * 3
    for number, image in enumerate(images):
        yield Frame(image, number / 30, number)


@dataclass
class Agreement:
    """How far two engines agree on the same pictures.

    Attributes
    ----------
    pictures, both
        How many there are, and in how many both find a body.
    presence, visibility
        Shares of the pictures, and of the landmarks, in which both say the same.
    off, off_m
        Distances of landmarks, in shares of the body's longer side, and in metres.
    overlaps
        Intersection over union of the silhouettes.

    """

    pictures: int
    both: int
    presence: float
    visibility: float
    off: np.ndarray
    off_m: np.ndarray
    overlaps: np.ndarray


def held_together(frames: Iterator[Frame], model: Path, *, tracking: bool) -> Agreement:
    """Look at the same pictures with both."""
    with (
        Engine(model, MEDIAPIPE).start(tracking=tracking) as reference,
        Engine(model, LITERT).start(tracking=tracking) as ours,
    ):
        found = [(reference.detect(frame), ours.detect(frame)) for frame in frames]
    both = [(one, other) for one, other in found if one is not None and other is not None]
    return Agreement(
        len(found),
        len(both),
        float(np.mean([(one is None) == (other is None) for one, other in found])),
        float(np.mean([(a.visibility > 0.5) == (b.visibility > 0.5) for a, b in both])),
        np.concatenate([off_of(a, b) for a, b in both]),
        np.concatenate([np.linalg.norm(a.xyz_m - b.xyz_m, axis=1) for a, b in both]),
        np.array([overlap(a, b) for a, b in both]),
    )


def off_of(one: Landmarks, other: Landmarks) -> np.ndarray:
    """Return how far landmarks that both see lie apart, in shares of the body's longer side."""
    seen = np.isfinite(one.xy_px).all(axis=1) & np.isfinite(other.xy_px).all(axis=1)
    size_px = np.ptp(one.xy_px[seen], axis=0).max()
    return np.asarray(np.linalg.norm(one.xy_px - other.xy_px, axis=1)[seen] / size_px)


def overlap(one: Landmarks, other: Landmarks) -> float:
    """Return the intersection over union of two silhouettes."""
    a, b = one.silhouette, other.silhouette
    assert a is not None
    assert b is not None
    assert a.shape == b.shape
    return float((a & b).sum() / max(1, (a | b).sum()))


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
    assert np.median(agreement.off) < 0.002
    assert np.percentile(agreement.off, 95) < 0.015
    assert np.median(agreement.off_m) < 0.005
    assert np.median(agreement.overlaps) > 0.98
    assert agreement.overlaps.min() > 0.9


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
