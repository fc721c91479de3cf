"""Take the pictures on all cores, and let the landmarker look at them one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.ahead import made_ahead
from benchmarks.synthetic.outcome import compare
from benchmarks.synthetic.picture import take
from vision.frames.level import Level
from vision.frames.source import Frame
from vision.landmarks.engines import Engine
from vision.landmarks.plausibility import plausible
from vision.landmarks.seeing.search import Searcher, levelled
from vision.landmarks.skeleton import LANDMARK_COUNT
from vision.measure.body import Body, body_from_landmarks
from vision.measure.contour import STATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from benchmarks.synthetic.design import Case
    from benchmarks.synthetic.outcome import Outcome
    from benchmarks.synthetic.picture import Take
    from vision.landmarks.types import Landmarks

_AHEAD: Final = 6  # takes made before they are needed: enough to keep the cores busy


def outcomes(cases: Iterable[Case], model: Path) -> Iterator[Outcome]:
    """Yield the outcome of every case, in order.

    Stills are searched as the program searches photographs; clips are followed as it follows a
    person practising, and implausible bodies are no more believed than there.
    """
    with Searcher(Engine(model)) as searcher:
        for taken in made_ahead(take, cases, _AHEAD):
            frames = _frames(taken)
            if taken.case.mode == "still":
                found = [searcher.find(frame) for frame in frames]
            else:
                found = _followed(frames, model)
            yield compare(taken, _body(frames, found), np.array([f is not None for f in found]))


def _frames(taken: Take) -> list[Frame]:
    pairs = zip(taken.images, taken.t_s, strict=True)
    return [Frame(image, float(t_s), index) for index, (image, t_s) in enumerate(pairs)]


def _followed(frames: Sequence[Frame], model: Path) -> list[Landmarks | None]:
    level = Level()
    with Engine(model).start() as pose:
        found = [pose.detect(frame) for frame in frames]
    return [
        levelled(body, level.update(frame, body.silhouette))
        if body is not None and plausible(body)
        else None
        for frame, body in zip(frames, found, strict=True)
    ]


def _body(frames: Sequence[Frame], found: Sequence[Landmarks | None]) -> Body:
    """Lay what was found in a row of bodies, NaN where nobody was."""
    bodies = [
        _nobody(frame.t_s) if each is None else body_from_landmarks(each)
        for frame, each in zip(frames, found, strict=True)
    ]
    names = ("t_s", "xy_px", "xyz_m", "visibility", "dorsal_profile")
    ahead, lean_deg = (
        np.array([np.nan if (value := getattr(body, name)) is None else value for body in bodies])
        for name in ("leg_ahead", "lean_deg")
    )
    columns = {name: np.stack([getattr(body, name) for body in bodies]) for name in names}
    return Body(**columns, leg_ahead=ahead, lean_deg=lean_deg)


def _nobody(t_s: float) -> Body:
    def unseen(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
        return np.full(shape, np.nan)

    return Body(
        np.asarray(t_s),
        unseen(LANDMARK_COUNT, 2),
        unseen(LANDMARK_COUNT, 3),
        unseen(LANDMARK_COUNT),
        unseen(STATIONS),
    )
