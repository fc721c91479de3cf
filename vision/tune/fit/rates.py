"""Shares over sessions, and how far they can be trusted: pictures of a session hang together."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.tune.session import Array

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Shares in [0, 1] and their `CONFIDENCE` intervals, ``(n,)`` each; NaN without any session."""

    value: Array
    low: Array
    high: Array


def by_session(sessions: Sequence[str], called: NDArray[np.bool_]) -> Rates:
    """Return which share of a session's stretches is called, as a mean over the sessions.

    Every session counts as much as any other, so that a person who was labelled ten times as often
    does not decide for all.

    Parameters
    ----------
    sessions
        Of which session each stretch is, ``S`` of them.
    called
        ``(S, n)`` whether it is called, at each of n thresholds.

    Notes
    -----
    The interval is the Wilson score interval (Wilson, 1927, "Probable inference, the law of
    succession, and statistical inference") with as many trials as there are sessions: however long
    a session is, it is one witness. Shares of sessions lie in [0, 1], and no such number with mean
    p varies more than one that is 0 or 1; so the interval is wide rather than narrow. A bootstrap
    over sessions would have no width where all of them agree, which few often do.

    """
    if not len(sessions):
        nothing = np.full(called.shape[1], np.nan)
        return Rates(nothing, nothing, nothing)
    names, whose = np.unique(np.asarray(sessions), return_inverse=True)
    belongs = whose == np.arange(len(names))[:, np.newaxis]
    shares = (belongs @ called.astype(np.float64)) / belongs.sum(axis=1, keepdims=True)
    value = shares.mean(axis=0)
    return Rates(value, *wilson(value, len(names)))


def wilson(value: Array, trials: int) -> tuple[Array, Array]:
    """Return the ends of the Wilson score interval of shares out of a number of trials."""
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    scale = 1 + z**2 / trials
    middle = (value + z**2 / (2 * trials)) / scale
    half = z * np.sqrt(value * (1 - value) / trials + z**2 / (4 * trials**2)) / scale
    return np.clip(middle - half, 0.0, 1.0), np.clip(middle + half, 0.0, 1.0)
