"""`python -m tools.pictures [NAME ...]`: render the pictures of the poses, or those named."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tools.pictures.film import frames, write
from tools.pictures.scenes import pictures

FOLDER = Path(__file__).resolve().parents[2] / "routines" / "pictures"


def main() -> None:
    """Render what the arguments name."""
    parser = argparse.ArgumentParser(prog="python -m tools.pictures", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help="as diamond, head_to_knee.left.easier; all if none"
    )
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder of the pictures")
    chosen = parser.parse_args()
    shots = pictures()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in chosen.names or shots:
        path = chosen.out / f"{name}.mp4"
        write(path, frames(shots[name], os.cpu_count() or 1))
        print(f"{path.stat().st_size / 1000:7.0f} kB  {path.name}", flush=True)


if __name__ == "__main__":
    main()
