"""Where in this repository what tests read is."""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
ROUTINES: Final = ROOT / "routines"
