"""Shares, and how far they can be trusted when several pictures show the same people.

Pictures from one source are no independent witnesses: one person, one room, one camera. What is
drawn again is therefore the source, not the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from numpy.typing import NDArray

CONFIDENCE: Final = 0.95
DRAWS: Final = 4000
FEWEST_CLUSTERS: Final = 5
"""With fewer sources than this a bootstrap's draws are too much alike to say anything."""
FEWEST_SHOWING: Final = 3
"""And so they are when fewer sources than this have any hit, or any miss: what was seen in one
source only can be drawn no more often than that source."""

BOOTSTRAP: Final = "cluster bootstrap"
WILSON: Final = "Wilson on clusters"
NOTHING: Final = "nothing to count"
METHODS: Final = (
    f"Every share is followed by what it counts and a {100 * CONFIDENCE:.0f} % interval: the "
    f"percentiles of a bootstrap that draws whole sources {DRAWS} times, seeded. Marked with *, "
    f"where that says too little (fewer than {FEWEST_CLUSTERS} sources, or than {FEWEST_SHOWING} "
    "with any hit or any miss, as with 0 % and 100 %; or the same share in all): the Wilson score "
    "interval with as many trials as there are sources, which takes the pictures of one source for "
    "one witness and is wide on purpose."
)


@dataclass(frozen=True, slots=True)
class Share:
    """A share and its interval.

    Attributes
    ----------
    hits, of
        Counted, and out of how many.
    low, high
        The interval in [0, 1]; NaN when there is nothing to count.
    clusters
        How many independent sources it rests on.
    method
        `BOOTSTRAP`, `WILSON` or `NOTHING`.

    """

    hits: int
    of: int
    low: float
    high: float
    clusters: int
    method: str

    @property
    def value(self) -> float:
        """The share in [0, 1]; NaN when there is nothing to count."""
        return self.hits / self.of if self.of else float("nan")

    def __str__(self) -> str:
        """Write as ``94 % (16 of 17; 71-99 %)``, with a * after a Wilson interval."""
        if not self.of:
            return "- (0 of 0)"
        mark = "*" if self.method == WILSON else ""
        low, high = (f"{100 * bound:.0f}" for bound in (self.low, self.high))
        return f"{100 * self.value:.1f} % ({self.hits} of {self.of}; {low}-{high} %{mark})"


def share(trials: Iterable[tuple[bool, Hashable]], seed: int = 0) -> Share:
    """Count hits, and bound the share by drawing clusters anew.

    Parameters
    ----------
    trials
        For every trial whether it is a hit, and the cluster it belongs to: trials of one cluster
        may hang together in any way, clusters may not.
    seed
        Of the draws; the same trials and seed give the same interval.

    Notes
    -----
    The interval is the percentile interval of the cluster bootstrap (Davison and Hinkley, 1997,
    "Bootstrap Methods and their Application", section 3.8: whole groups are drawn with
    replacement), of the ratio of all hits to all trials. Where every cluster shows the same share
    (0 and 1, and one cluster alone, are such cases) it would have no width, and with fewer than
    `FEWEST_CLUSTERS` in all, or than `FEWEST_SHOWING` with a hit or with a miss, it is too narrow:
    there the Wilson score interval (Wilson, 1927, "Probable inference, the law of succession, and
    statistical inference") of the share is given, with the number of clusters for the number of
    trials. For no hit in k clusters it ends at ``z**2 / (k + z**2)``, a little above the rule of
    three's ``3 / k``.

    """
    hits, of = _by_cluster(trials)
    if not of.size:
        return Share(0, 0, float("nan"), float("nan"), 0, NOTHING)
    if _can_be_drawn(hits, of):
        (low, high), method = _bootstrap(hits, of, seed), BOOTSTRAP
    else:
        (low, high), method = _wilson(hits.sum() / of.sum(), of.size), WILSON
    return Share(int(hits.sum()), int(of.sum()), low, high, of.size, method)


def _by_cluster(
    trials: Iterable[tuple[bool, Hashable]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    counted: dict[Hashable, list[int]] = {}
    for hit, cluster in trials:
        counts = counted.setdefault(cluster, [0, 0])
        counts[0] += bool(hit)
        counts[1] += 1
    columns = np.array(list(counted.values()), dtype=np.float64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _can_be_drawn(hits: NDArray[np.float64], of: NDArray[np.float64]) -> bool:
    showing = min(np.count_nonzero(hits), np.count_nonzero(of - hits))
    varied = np.ptp(hits / of) > 0.0
    return bool(of.size >= FEWEST_CLUSTERS and showing >= FEWEST_SHOWING and varied)


def _bootstrap(
    hits: NDArray[np.float64], of: NDArray[np.float64], seed: int
) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    times_drawn = rng.multinomial(of.size, np.full(of.size, 1 / of.size), size=DRAWS)
    shares = (times_drawn @ hits) / (times_drawn @ of)
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(shares, [tail, 100 - tail])
    return float(low), float(high)


def _wilson(value: float, trials: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    scale = 1 + z**2 / trials
    middle = (value + z**2 / (2 * trials)) / scale
    half = z * np.sqrt(value * (1 - value) / trials + z**2 / (4 * trials**2)) / scale
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))
