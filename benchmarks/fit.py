"""How far intervals and suggestions of a fit can be trusted, on sessions whose truth is known.

``python -m benchmarks.fit [--json]``

Sessions are made up: each person reads a little higher or lower than others throughout, and breath
and tremor come on top. What any threshold truly catches is told by a great many of them. Then few
are drawn again and again, and it is counted how often the interval by session holds the truth, and
how often one would that took every picture for a witness of its own; and how far from the best
threshold the suggestion lies.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy.tables import Table, as_json, markdown
from vision.criteria.model import Band, Criterion, Kind
from vision.measure.meter import reason
from vision.session.recorded.take import Take
from vision.tune.bounds import Bounds
from vision.tune.fit.evidence import wilson
from vision.tune.fit.proposal import fit
from vision.tune.fit.result import worth
from vision.tune.fit.stretch import Labelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.tune.fit.result import Curve, Fit

    Array = NDArray[np.float64]

MEASURE: Final = "trunk_tilt_deg"
CORRECT_DEG: Final = 6.0
WRONG_DEG: Final = 20.0
PERSON_DEG: Final = 5.0
"""How much people differ (one standard deviation), so that correct and wrong overlap somewhat."""
WAVE_DEG: Final = 1.5
TREMOR_DEG: Final = 0.8
RATE_HZ: Final = 5.0
STRETCH_S: Final = 6.0
STRETCHES: Final = 2  # of each kind in a session
SESSIONS: Final = (3, 6, 12, 24)
DRAWS: Final = 50
MANY: Final = 500
CRITERION: Final = Criterion(
    "upright", Kind.FORM, Band(MEASURE, high=10.0, margin=3.0), "made up", call_after_s=1.5
)


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Some sessions drawn, fitted, and how many pictures of each kind they hold."""

    fit: Fit
    pictures: int


def session(name: str, rng: np.random.Generator) -> list[Labelled]:
    """Return the labelled stretches of one person."""
    person_deg = rng.normal(0.0, PERSON_DEG)
    t_s = np.arange(round(STRETCH_S * RATE_HZ)) / RATE_HZ
    everywhere = np.ones(t_s.shape, bool)
    made = []
    for wrong in (False, True) * STRETCHES:
        middle_deg = person_deg + (WRONG_DEG if wrong else CORRECT_DEG) + rng.normal(0.0, 1.0)
        wave_deg = WAVE_DEG * np.sin(2 * np.pi * (t_s / 5.0 + rng.random()))
        tilt_deg = middle_deg + wave_deg + rng.normal(0.0, TREMOR_DEG, t_s.shape)
        take = Take(name, t_s, {MEASURE: tilt_deg}, everywhere, everywhere.astype(np.int64), reason)
        made.append(Labelled(take, slice(0, len(t_s)), CRITERION, wrong))
    return made


def drawn(count: int, rng: np.random.Generator) -> Drawn:
    """Draw some sessions, and fit the band to them."""
    stretches = [one for k in range(count) for one in session(str(k), rng)]
    pictures = sum(len(one.take.t_s) for one in stretches if one.wrong)
    return Drawn(fit(CRITERION, Bounds.of(CRITERION), stretches), pictures)


def curve_of(one: Drawn) -> Curve:
    """Return the curve of the only bound."""
    return one.fit.curves[0]


def coverage(truth: Curve, draws: Sequence[Drawn]) -> tuple[float, float, float, float]:
    """Return how often intervals hold the truth, at the bound as it is, and how wide they are.

    Returns
    -------
    By session, by picture, and the mean widths of both; over caught and false alarms alike.

    """
    held, widths = [], []
    for one in draws:
        curve = curve_of(one)
        at = curve.current
        for kind in ("caught", "false_alarms"):
            true = getattr(truth, kind)[truth.current]
            low, high = wilson(getattr(curve, kind), one.pictures)
            by_session = getattr(curve, f"{kind}_low")[at], getattr(curve, f"{kind}_high")[at]
            both = by_session, (low[at], high[at])
            held.append([low <= true <= high for low, high in both])
            widths.append([high - low for low, high in both])
    (session, picture), (wide, narrow) = np.mean(held, axis=0), np.mean(widths, axis=0)
    return float(session), float(picture), float(wide), float(narrow)


def suggestions(truth: Curve, draws: Sequence[Drawn]) -> tuple[float, float, float, float]:
    """Return how suggestions do.

    Returns
    -------
    The share of draws with a suggestion, how far it is from the best threshold (median and 90th
    percentile), and how much of the best threshold's worth is lost on the mean.

    """
    worths = worth(truth.caught, truth.false_alarms)
    best_deg = float(truth.threshold[int(worths.argmax())])
    found_deg = np.array(
        [curve.threshold[curve.suggested] for curve in map(curve_of, draws) if curve.suggested]
    )
    off_deg = np.abs(found_deg - best_deg)
    lost = worths.max() - np.interp(found_deg, truth.threshold, worths)
    share = len(found_deg) / len(draws)
    return share, float(np.median(off_deg)), float(np.percentile(off_deg, 90)), float(lost.mean())


def run() -> list[Table]:
    """Draw, fit and compare."""
    rng = np.random.default_rng(20)
    truth = curve_of(drawn(MANY, rng))
    held, suggested = [], []
    for count in SESSIONS:
        draws = [drawn(count, rng) for _ in range(DRAWS)]
        held.append((count, *coverage(truth, draws)))
        suggested.append((count, *suggestions(truth, draws)))
    at = truth.current
    best = int(worth(truth.caught, truth.false_alarms).argmax())
    return [
        Table(
            "What is true",
            ("threshold", "deg", "caught", "false alarms"),
            tuple(
                (name, *(float(a[k]) for a in (truth.threshold, truth.caught, truth.false_alarms)))
                for name, k in (("as it is", at), ("best", best))
            ),
        ),
        Table(
            f"95 % intervals that hold the truth, of {2 * DRAWS}",
            ("sessions", "by session", "by picture", "width by session", "width by picture"),
            tuple(held),
        ),
        Table(
            "The threshold suggested",
            ("sessions", "suggested", "off, median deg", "off, 90th percentile", "worth lost"),
            tuple(suggested),
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    options = parser.parse_args(arguments)
    tables = run()
    if options.json:
        print(json.dumps([as_json(table) for table in tables], indent=1))
    else:
        print("\n\n".join(markdown(table) for table in tables))


if __name__ == "__main__":
    main()
