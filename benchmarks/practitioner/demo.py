"""The demo's story: the whole routine with short holds and two mistakes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np

from benchmarks.practitioner import postures as at
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.posture import Leg, Posture, Side
from benchmarks.practitioner.timeline import Keyframe, Timeline
from benchmarks.practitioner.truth import Truth, measure

FPS = 15
ROUND_BOW = 0.05
HURRIED_DEG_S = 40.0


@dataclass(frozen=True, slots=True)
class Scene:
    """One step of the routine as the demo plays it.

    Parameters
    ----------
    row
        The step's number in the routine.
    pose_name
        The pose held.
    side
        The straight leg, where there is one.
    hold_s
        A hold that a session must choose for this step to be completed.
    keyframes
        The way into the pose, and its holds.
    reached
        The keyframe with which the pose is first reached.
    settled
        The keyframe with which it is held at its deepest, without a mistake.

    """

    row: int
    pose_name: str
    side: Side | None
    hold_s: float
    keyframes: tuple[Keyframe, ...]
    reached: int = -1
    settled: int = -1


@dataclass(frozen=True, slots=True)
class PlayedStep:
    """When a step's pose is moved into, reached, settled in and left, seconds into the clip."""

    scene: Scene
    start_s: float
    in_pose_s: float
    settled_s: float
    out_s: float


@dataclass(frozen=True, slots=True)
class Mistake:
    """A planted mistake: the criterion it breaks, and when."""

    criterion: str
    row: int
    start_s: float
    end_s: float


def arrival() -> tuple[Keyframe, ...]:
    """Kneel in view and settle."""
    return (
        Keyframe(at.kneeling_up(), 0.0, 0.8),
        Keyframe(at.diamond(), 1.8),
    )


def scenes() -> tuple[Scene, ...]:
    """Tell the routine, step by step."""
    rest = (Keyframe(at.diamond(), 1.6, 4.1),)
    return (
        Scene(1, "diamond", None, 5.5, (Keyframe(at.diamond(), 0.6, 7.0),)),
        Scene(
            2,
            "diamond_toes",
            None,
            5.5,
            (Keyframe(at.kneeling_up(), 1.3), Keyframe(at.diamond_toes(), 1.5, 7.0)),
        ),
        _rounded_fold("right"),
        Scene(4, "diamond", None, 3.0, (*_leg_back("right"), *rest)),
        _hurried_fold("left"),
        Scene(6, "diamond", None, 3.0, (*_leg_back("left"), *rest)),
        Scene(
            7,
            "hero",
            None,
            5.5,
            (
                Keyframe(at.hero_entry(), 1.5),
                Keyframe(at.hero(), 1.7, 7.0),
            ),
        ),
        Scene(8, "diamond", None, 3.0, (Keyframe(at.hero_entry(), 1.5), *rest)),
        _reclining(),
        *_relaxing(),
        _coming_up(),
    )


@lru_cache(maxsize=1)
def timeline() -> Timeline:
    """Give the body's movement through the whole demo."""
    rows = [*arrival()]
    for scene in scenes():
        rows.extend(scene.keyframes)
    return Timeline(rows)


def played_steps() -> tuple[PlayedStep, ...]:
    """Tell when each step is played."""
    played, clock = [], timeline()
    first = len(arrival())
    for scene in scenes():
        count = len(scene.keyframes)
        last = first + count - 1
        played.append(
            PlayedStep(
                scene,
                start_s=float(clock.left_s[first - 1]),
                in_pose_s=float(clock.reached_s[first + scene.reached % count]),
                settled_s=float(clock.reached_s[first + scene.settled % count]),
                out_s=float(clock.left_s[last]),
            )
        )
        first += count
    return tuple(played)


def frame_times_s() -> list[float]:
    """Give the time of every frame of the clip."""
    return [index / FPS for index in range(int(timeline().duration_s * FPS) + 1)]


def truths(times_s: Sequence[float]) -> list[Truth]:
    """Measure the body at every time."""
    return [measure(pose(timeline().posture_at(t_s), at.BODY)) for t_s in times_s]


@cache
def mistakes() -> tuple[Mistake, ...]:
    """Find the planted mistakes in the movement itself."""
    times_s = frame_times_s()
    measured = truths(times_s)
    bow = np.array([each.back_bow for each in measured])
    tilt_deg = np.array([each.trunk_tilt_deg for each in measured])
    rate_deg_s = np.abs(np.gradient(tilt_deg, np.array(times_s)))
    return (
        *_spans("back_straight", bow > ROUND_BOW, times_s),
        *_spans("fold_slowly", rate_deg_s > HURRIED_DEG_S, times_s),
    )


def _spans(criterion: str, wrong: np.ndarray, times_s: Sequence[float]) -> Iterator[Mistake]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], wrong.astype(int), [0]])))
    for first, after in edges.reshape(-1, 2):
        start_s, end_s = times_s[int(first)], times_s[int(after) - 1]
        row = next(each.scene.row for each in played_steps() if each.out_s >= start_s)
        yield Mistake(criterion, row, start_s, end_s)


def _leg_forward(front: Side) -> tuple[Keyframe, ...]:
    """From sitting on tucked toes, bring one leg to the front, leaning back on the hands."""
    return (
        Keyframe(at.leaning_back(front, at.UNDER[front], -12.0), 1.3),
        Keyframe(at.leaning_back(front, at.AROUND), 0.9),
        Keyframe(at.leaning_back(front, at.DRAWN_UP), 0.7),
        Keyframe(at.leaning_back(front, at.IN_FRONT), 1.0),
        Keyframe(at.head_to_knee(front, 0.0), 1.6, 0.8),
    )


def _leg_back(front: Side) -> tuple[Keyframe, ...]:
    """Come up slowly, take the leg back under the body and kneel up to untuck the toes."""
    return (
        Keyframe(at.head_to_knee(front, 0.0), 4.3),
        Keyframe(at.leaning_back(front, at.IN_FRONT), 1.2),
        Keyframe(at.leaning_back(front, at.DRAWN_UP), 0.8),
        Keyframe(at.leaning_back(front, at.AROUND), 0.8),
        Keyframe(at.kneeling_up(), 1.7),
    )


def _rounded_fold(front: Side) -> Scene:
    keyframes = (
        *_leg_forward(front),
        Keyframe(at.head_to_knee(front, bulge_m=0.058, tilt_deg=56.0), 3.2, 3.2),
        Keyframe(at.head_to_knee(front, tilt_deg=46.0), 1.8, 0.4),
        Keyframe(at.head_to_knee(front, 0.93), 4.0, 9.5),
    )
    return Scene(3, "head_to_knee", front, 13.0, keyframes, reached=4)


def _hurried_fold(front: Side) -> Scene:
    keyframes = (
        Keyframe(at.kneeling_up(), 1.2),
        Keyframe(at.diamond_toes(), 1.3),
        *_leg_forward(front),
        Keyframe(at.head_to_knee(front, 0.84), 0.7, 1.0),
        Keyframe(at.head_to_knee(front, 0.92), 1.0, 9.5),
    )
    return Scene(5, "head_to_knee", front, 10.0, keyframes, reached=6)


def _reclining() -> Scene:
    keyframes = (
        Keyframe(at.hero_entry(), 1.5),
        Keyframe(at.hero(), 1.6, 1.6),
        Keyframe(at.reclining_hero(-22.0, 0.0, (-0.14, -0.14)), 2.2),
        Keyframe(at.reclining_hero(-60.0, 10.0, (-0.12, 0.02)), 3.2, 0.3),
        Keyframe(at.reclining_hero(-66.0, -6.0), 1.6, 0.3),
        Keyframe(at.reclining_hero(), 2.6, 7.0),
    )
    return Scene(9, "reclining_hero", None, 5.5, keyframes)


def _relaxing() -> tuple[Scene, ...]:
    freed = replace(at.BESIDE, thigh_deg=-3.0, knee_deg=100.0, twist_deg=90.0, ankle_deg=140.0)
    lifted = replace(freed, thigh_deg=8.0, twist_deg=35.0, foot_turn_deg=20.0)
    opened = replace(freed, thigh_deg=0.0, knee_deg=152.0, foot_turn_deg=50.0)
    out_of_hero = (
        Keyframe(at.lying(at.BESIDE, at.BESIDE, 48.0, 30.0), 2.6),
        Keyframe(at.lying(lifted, at.BESIDE, 54.0, 34.0), 1.6),
        Keyframe(at.lying(at.STRETCHED, at.BESIDE, 26.0, 14.0), 1.7),
        Keyframe(at.lying(at.STRETCHED, freed), 1.7),
        Keyframe(at.lying(at.STRETCHED, opened), 1.0),
    )
    return (
        Scene(
            10,
            "relax_v1",
            None,
            5.0,
            (*out_of_hero, Keyframe(at.lying(), 1.1, 6.3, shake_stretched)),
        ),
        Scene(10, "relax_v2", None, 5.0, (Keyframe(at.lying_knees_bent(), 2.0, 6.3, sway_knees),)),
        Scene(11, "spinal_harmony", None, 4.0, (Keyframe(at.lying_knees_bent(24.0), 2.2, 5.0),)),
    )


def _coming_up() -> Scene:
    keyframes = (
        Keyframe(at.lying_knees_bent(), 1.6),
        Keyframe(at.lying_on_side(), 4.2, 0.6),
        Keyframe(at.side_sit(), 2.6),
        Keyframe(at.side_sit(-22.0, 34.0), 1.8),
        Keyframe(at.seated(), 2.4, 6.0),
    )
    return Scene(12, "coming_up", None, 2.0, keyframes)


def shake_stretched(posture: Posture, since_s: float) -> Posture:
    """Shake the stretched legs loosely, one against the other."""
    return _each_leg(
        posture,
        since_s,
        1.7,
        lambda leg, wave: replace(
            leg,
            twist_deg=leg.twist_deg + 16.0 * wave,
            thigh_deg=leg.thigh_deg + 8.0 * (1.0 + wave),
            knee_deg=leg.knee_deg - 15.0 * (1.0 + wave),
        ),
    )


def sway_knees(posture: Posture, since_s: float) -> Posture:
    """Swing the bent knees apart and together."""
    return _each_leg(
        posture,
        since_s,
        1.1,
        lambda leg, wave: replace(
            leg,
            out_deg=leg.out_deg + 7.0 * wave,
            thigh_deg=leg.thigh_deg + 5.0 * wave,
            knee_deg=leg.knee_deg - 6.0 * wave,
        ),
    )


def _each_leg(
    posture: Posture, since_s: float, beats_hz: float, change: Callable[[Leg, float], Leg]
) -> Posture:
    """Change both legs by a wave, the left leg half a beat after the right one."""
    turn = 2.0 * np.pi * beats_hz * since_s
    right = float(np.sin(turn))
    left = float(np.sin(turn + np.pi))
    return replace(
        posture,
        left_leg=change(posture.left_leg, left),
        right_leg=change(posture.right_leg, right),
    )
