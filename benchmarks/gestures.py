"""Are signs from the mat caught, and is nothing else taken for one? Rendered, and real clips.

``python -m benchmarks.gestures [--model FILE] [--videos FOLDER] [--photos FOLDER] [--tries N]``

Rendered: both hands over the head, and one arm raised, `TRIES` times each, by people who stand,
kneel or sit in turn, 0 to 60 degrees off the side, towards the front and the back, of other sizes,
arms and cameras, followed by the landmarker as in a practice. A try is right when its sign, and no
other, is seen once; "either" is where one arm and both cannot be told apart, as from the side, and
what is asked decides. Raised is the arm nearer the camera, as the screen says, or, from 20 degrees
on, either; the farther arm from nearer to the side is told apart, for what it is.
Also rendered, and none of them a sign: every pose of ours, a stretch overhead for a second, arms
stretched over the head while lying, hands resting on the head. Real clips, and photographs as
still clips of `STILL_S` seconds, where there are any. Takes about five minutes on two cores.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import Table, markdown
from benchmarks.accuracy.targets import Target, table
from benchmarks.accuracy_motion import DEFAULT_VIDEOS, in_turn
from benchmarks.motion import videos
from benchmarks.motion.clip import FPS
from benchmarks.motion.signs import no_signs, tries
from benchmarks.motion.watching import Played, look
from vision.frames.opening import open_source
from vision.frames.photo import read_photo
from vision.frames.source import Frame
from vision.landmarks import weights
from vision.measure.meter import Meter
from vision.session.live.gestures import MEASURES, OVER, RAISED, Gesture, Gestures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.motion.signs import Scene
    from benchmarks.motion.watching import Seen

TRIES: Final = 20
_GIVEN: Final = (Gesture.PAUSE, Gesture.ACCEPT)
STILL_S: Final = 3.0
_PHOTOS: Final = DEFAULT_VIDEOS.with_name("photos")
_PHOTO_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})


@dataclass(frozen=True, slots=True)
class Told:
    """What was seen: signs, and in how many pictures arms are up as in one."""

    row: str
    name: str
    sign: Gesture | None
    signs: tuple[Gesture, ...]
    arms_up: int = 0

    @property
    def right(self) -> bool:
        """Whether the sign was seen once, or as one that it cannot be told from; nothing else."""
        if self.sign is None:
            return not self.signs
        return len(self.signs) == 1 and self.signs[0] in (self.sign, Gesture.EITHER)


def watched(row: str, name: str, sign: Gesture | None, seen: Sequence[Seen]) -> Told:
    """Tell which signs are given before a camera, as a practice does."""
    meter, gestures, arms_up = Meter(MEASURES), Gestures(), 0
    signs: list[Gesture] = []
    for t_s, body in seen:
        values = {} if body is None else dict(meter.read(body).values)
        found = gestures.update(t_s, values)
        signs += [found] if found else []
        arms_up += values.get(RAISED, 0.0) >= OVER
    return Told(row, name, sign, tuple(signs), arms_up)


def _rendered(scene: Scene, model: Path) -> Told:
    return watched(scene.row, scene.row, scene.sign, look(Played(scene.frames()), model))


def _clip(path: Path, model: Path) -> Told:
    return watched("real clips", path.name, None, look(open_source(str(path), fast=True), model))


def _photo(path: Path, model: Path) -> Told:
    image = read_photo(path).image_bgr
    frames = [Frame(image, index / FPS, index) for index in range(round(STILL_S * FPS))]
    return watched("photographs", path.name, None, look(Played(frames), model))


def by_row(told: Sequence[Told]) -> Table:
    """Tabulate what was tried, what was right, and which signs were seen."""
    rows = []
    for name in dict.fromkeys(each.row for each in told):
        of = [each for each in told if each.row == name]
        counted = Counter(sign.value for each in of for sign in each.signs)
        seen = ", ".join(f"{count} {sign}" for sign, count in counted.items()) or "-"
        rows.append((name, len(of), sum(each.right for each in of), seen, _up(of)))
    headings = ("what", "tried", "right", "seen", "arms up, but no sign")
    return Table("Signs", headings, tuple(rows))


def _up(told: Sequence[Told]) -> int:
    return sum(each.arms_up > 0 for each in told if each.sign is None)


def targets(told: Sequence[Told]) -> tuple[Target, ...]:
    """Hold the figures against their bounds."""
    given = [each for each in told if each.sign and "behind" not in each.row]
    none = [each for each in told if each.sign is None]
    return (
        Target("signs seen rightly", share((e.right, i) for i, e in enumerate(given)), ">=", 1),
        Target("signs where none is given", share((not e.right, e.name) for e in none), "<=", 0),
    )


def run(asked: argparse.Namespace, console: Console) -> list[Table]:
    """Watch everything that was asked for."""
    model = weights.ensure(asked.model)
    scenes = [scene for sign in _GIVEN for scene in tries(sign, asked.tries)]
    scenes += [*tries(Gesture.ACCEPT, asked.tries // 3, far=True), *no_signs()]
    clips = videos.files(asked.videos) if asked.videos.is_dir() else []
    photos = [p for p in sorted(asked.photos.rglob("*")) if p.suffix.lower() in _PHOTO_SUFFIXES]
    told = [
        *in_turn(partial(_rendered, model=model), scenes, "Rendered", console),
        *in_turn(partial(_clip, model=model), clips, "Real clips", console),
        *in_turn(partial(_photo, model=model), photos, "Photographs", console),
    ]
    return [by_row(told), table(targets(told))]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gestures")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    parser.add_argument("--videos", type=Path, default=DEFAULT_VIDEOS, help="real clips")
    parser.add_argument("--photos", type=Path, default=_PHOTOS, help="photographs")
    parser.add_argument("--tries", type=int, default=TRIES, help="of each sign")
    found = run(parser.parse_args(arguments), Console(stderr=True))
    print("\n\n".join(markdown(each) for each in found))


if __name__ == "__main__":
    main()
