"""Drawing takes no more memory after thousands of moments than after hundreds."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace
from typing import Final

import pytest

from tests.paths import ROOT
from tests.render import builders
from tests.render.overlay.test_readable import read_in, screens_of
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.measure.catalog import bones_in
from vision.render.overlay.overlay import Overlay
from vision.session.snapshot import Way

_SIZE_PX: Final = (1280, 720)
_TOGETHER: Final = 10
_MOMENTS: Final = (300, 2700)
_MOST_GROWN_MB: Final = 40.0
_MOST_MB: Final = 100.0
"""Of all drawing, the libraries it loads and the films that are open included."""


@pytest.mark.whole
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such measure")
def test_memory_stays_as_it_is_however_much_is_drawn() -> None:
    """Every text, picture and screen of a practice in turn, in a process that does nothing else."""
    code = "from tests.render.overlay.test_memory import peaks_mb; print(*peaks_mb())"
    told = subprocess.run(  # noqa: S603 - this very module
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    before_mb, early_mb, late_mb = map(float, told.stdout.split())
    assert late_mb - early_mb < _MOST_GROWN_MB
    assert late_mb - before_mb < _MOST_MB


def peaks_mb() -> list[float]:
    """Return the most memory this process has had: before it drew, then early and late, in MB."""
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    moments = [*read_in(routine), *screens_of(routine)]
    ways = [Way(step.pose.name, step.pose.side) for step in routine.steps]
    frame, body = builders.frame(*_SIZE_PX), builders.kneeling(*_SIZE_PX)
    overlay, chosen = Overlay(bones_in), random.Random(1)  # noqa: S311 - the same each time
    peaks, t_s = [_peak_mb()], 0.0
    for count in _MOMENTS:
        for index in range(count):
            if index % _TOGETHER == 0:
                moment, way = chosen.choice(moments), chosen.choice(ways)
            t_s += 0.1
            in_s = 0.1 * (index % _TOGETHER)
            now = replace(moment, t_s=t_s, in_phase_s=in_s, in_step_s=in_s, held_s=t_s % 60)
            overlay.draw(frame, body, replace(now, doing=way, following=way), keys=True)
        peaks.append(_peak_mb())
    return peaks


def _peak_mb() -> float:
    import resource  # noqa: PLC0415 - Windows has none

    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
