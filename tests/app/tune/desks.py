"""Desks over made-up sessions of made-up poses, for tests of what a tab shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from tests.builders import NAN, criterion, pose, routine, stick
from tests.session.takes import done, take_of
from vision.app.tune.desk import Choice, Desk, Storage
from vision.app.tune.loading import Session, Source
from vision.app.tune.view import View
from vision.criteria.judge import VIEW_MEASURE
from vision.criteria.library import PoseLibrary
from vision.criteria.model import Kind
from vision.landmarks.types import Recording
from vision.tune.bounds import Bounds
from vision.tune.saving.thresholds import ThresholdsFile

if TYPE_CHECKING:
    from vision.criteria.model import Pose
    from vision.session.recorded.take import Stretch

T_S: Final = np.arange(200) / 10
ROUND: Final = (T_S >= 10.0) & (T_S < 15.0)

SIT = pose(
    criterion("seat_over_heels", kind=Kind.RECOGNISE, low=0.5, name="seated"),
    criterion("back_bow", name="back_straight", high=1.0, margin=0.5),
    criterion("trunk_tilt_deg", name="trunk_upright", low=-10.0, high=10.0),
)
LIE = pose(
    criterion("seat_over_heels", kind=Kind.RECOGNISE, high=-5.0, name="low"),
    criterion("back_bow", kind=Kind.MOVEMENT, name="slowly", high=9.0),
    name="lie",
)
RIGHT, LEFT = (
    pose(
        criterion("seat_over_heels", kind=Kind.TELL, low=7.0, name="told"),
        criterion(f"knee_{side}", kind=Kind.AIM, name="knee", high=1.0),
        criterion("seat_over_heels", kind=Kind.RECOGNISE, low=6.0, name="fold"),
        name="legs",
        side=side,
    )
    for side in ("right", "left")
)
LIBRARY = PoseLibrary({(p.name, p.side): p for p in (LIE, RIGHT, LEFT, SIT)})
BACK = Choice("sit", "back_straight")
TRUNK = Choice("sit", "trunk_upright")
KNEE = Choice("legs", "knee")
NOBODYS = Recording.stack([0.0], [stick()], np.full((1, 1), NAN), (8, 8))
TAKE = take_of(
    T_S,
    {
        "seat_over_heels": np.ones(200),
        "back_bow": np.where(ROUND, 2.0, 0.0),
        "trunk_tilt_deg": np.where(T_S < 6.0, NAN, 3.0),
        "knee_right": np.full(200, 7.0),
        "knee_left": np.full(200, 3.0),
        VIEW_MEASURE: np.full(200, 5.0),
    },
)


def session_of(
    name: str, *stretches: Stretch, alone: tuple[Stretch, ...] = (), from_s: float = 0.0
) -> Session:
    """Return a session with these stretches of the routine, and of the pose with legs alone."""
    take = replace(TAKE, name=name, t_s=T_S + from_s)
    return Session(take, NOBODYS, Path(f"{name}.none"), stretches, {"legs": alone} if alone else {})


ANN = session_of("ann", done(SIT, 2.0, 18.0, lead_s=1.0))
BEN = session_of("ben", alone=(done(RIGHT, 5.0, 9.0),), from_s=4.0)


def desk_of(*sessions: Session, library: PoseLibrary = LIBRARY) -> tuple[Desk, list[PoseLibrary]]:
    """Return a desk over sessions, and the list whose last library it takes up."""
    saved = [library]

    def source() -> Source:
        return Source(saved[-1], routine(SIT), Path(), None)

    unwritten = ThresholdsFile(Path("none.toml"), lambda _: None)
    return Desk(sessions, source(), Storage(unwritten, Path(), source, lambda: library)), saved


def view_of(*sessions: Session, choice: Choice = BACK) -> View:
    """Return what a tab over sessions shows."""
    return View(desk_of(*(sessions or (ANN, BEN)))[0], choice)


def bounded(of: Pose, name: str, **numbers: float) -> PoseLibrary:
    """Return the library with other numbers of one criterion of a pose."""
    criteria = tuple(
        Bounds.of(c).changed(**numbers).applied_to(c) if c.name == name else c for c in of.criteria
    )
    return PoseLibrary({**LIBRARY.poses, (of.name, of.side): replace(of, criteria=criteria)})
