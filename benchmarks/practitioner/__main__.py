"""`python -m benchmarks.practitioner`: rebuild the demo clip, or render one posture."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import cv2
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from benchmarks.practitioner.demo import frame_times_s
from benchmarks.practitioner.film import film, write_truth
from benchmarks.practitioner.postures import NAMED
from benchmarks.practitioner.render import SIZE, render
from benchmarks.practitioner.scene import Camera

_ROUTINES = Path(__file__).resolve().parents[2] / "routines"


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and do what they ask for."""
    chosen = _parser().parse_args(arguments)
    if chosen.pose is None:
        build_demo(chosen.out or _ROUTINES)
    else:
        path = chosen.out or Path(f"{chosen.pose}.png")
        camera = Camera(azimuth_deg=chosen.azimuth, roll_deg=chosen.roll)
        cv2.imwrite(str(path), render(NAMED[chosen.pose](), camera, (chosen.width, chosen.height)))
        print(path)


def build_demo(folder: Path) -> None:
    """Rebuild demo.mp4 and demo.toml in a folder."""
    write_truth(folder / "demo.toml")
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("Filming the demo", total=len(frame_times_s()))
        film(folder / "demo.mp4", lambda: progress.advance(task))
    for name in ("demo.mp4", "demo.toml"):
        print(folder / name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.practitioner",
        description="Rebuild routines/demo.mp4 and demo.toml, or render one posture to a PNG.",
    )
    parser.add_argument("--pose", choices=sorted(NAMED), help="render this posture only")
    parser.add_argument("--out", type=Path, help="folder of the demo, or file of the picture")
    parser.add_argument(
        "--azimuth", type=float, default=Camera().azimuth_deg, help="degrees: 0 side, 90 front"
    )
    parser.add_argument("--roll", type=float, default=0.0, help="degrees, clockwise")
    parser.add_argument("--width", type=int, default=SIZE[0], help="pixels")
    parser.add_argument("--height", type=int, default=SIZE[1], help="pixels")
    return parser


if __name__ == "__main__":
    main()
