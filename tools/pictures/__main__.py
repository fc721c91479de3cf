"""`python -m tools.pictures [NAME ...]`: render the pictures of the poses, or those named.

Those of whole poses come small as well, for the README.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tools.pictures.film import frames, write, write_small
from tools.pictures.scenes import pictures

_ROOT = Path(__file__).resolve().parents[2]
FOLDER = _ROOT / "routines" / "pictures"
SMALL = _ROOT / "docs" / "pictures"


def main() -> None:
    """Render what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument("names", nargs="*", help="as diamond, hero.easier; all if none is named")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the pictures")
    parser.add_argument("--small", type=Path, default=SMALL, help="folder of the small ones")
    chosen = parser.parse_args()
    shots = pictures()
    for name in chosen.names or shots:
        build(name, chosen.out, chosen.small)


def build(name: str, folder: Path, small: Path) -> None:
    """Render one picture."""
    for each in (folder, small):
        each.mkdir(parents=True, exist_ok=True)
    images = frames(pictures()[name], os.cpu_count() or 1)
    path = folder / f"{name}.mp4"
    write(path, images)
    if is_whole(name):
        write_small(small / f"{name}.webp", images)
    print(f"{path.stat().st_size / 1000:7.0f} kB  {path.name}", flush=True)


def is_whole(name: str) -> bool:
    """Return whether a picture is a pose's own, neither its easier way nor something put right."""
    return name.rpartition(".")[2] in {"left", "right"} or "." not in name


if __name__ == "__main__":
    main()
