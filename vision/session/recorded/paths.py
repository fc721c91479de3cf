"""The dynamic programme behind the alignment: the best way through steps that cost and pay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from vision.session.recorded.take import Array, Flags


LONGEST_PICTURE_S: Final = 1.0
"""A picture speaks for no longer than this: nobody saw what happened in a gap."""
_ROUNDING_S: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Costs:
    """What is unlikely, in seconds of evidence; tuned with ``python -m benchmarks.alignment``.

    Attributes
    ----------
    enter_s
        Entering a step. More than ``skip_s``, or one long pose would be cut in two for the sake of
        a step that looks like it; not much more, or a step that can hardly be told from its
        neighbours would always be swallowed by them.
    skip_s
        Each step that is left out between two others.
    lead_s
        Each step before the first one that is found: less, as a recording may begin anywhere. It
        may also end anywhere: what is missing at the end costs nothing.
    repeat_s
        Entering the same step again. With ``enter_s`` it is how long one may leave a pose, to
        adjust oneself, and still be in one and the same stretch.
    back_s
        Going back to an earlier step: people leave out more than they go back to.
    unseen
        A second that cannot be told, in seconds. It speaks neither way, but nobody is believed to
        stay in a pose unseen for much longer than half a minute.
    clue
        How much more, or less, a second counts where the criteria that tell a pose from others are
        met, or missed. Little: they are made for photographs, and a cushion misleads them; they
        are to tip the balance between steps that look alike.
    least_s
        No stretch is shorter: a body on its way passes through poses.
    least_share
        How much of its first ``least_s`` has to speak for a step.

    """

    enter_s: float = 1.5
    skip_s: float = 1.25
    lead_s: float = 0.3
    repeat_s: float = 4.0
    back_s: float = 6.0
    unseen: float = 0.2
    clue: float = 0.15
    least_s: float = 3.0
    least_share: float = 0.6

    def ways_s(self, steps: int) -> Array:
        """Return what it costs to enter each step, ``(S + 1, S)``.

        Row p + 1 is for step p as the last one before, row 0 for none before.
        """
        last, into = np.arange(-1, steps)[:, np.newaxis], np.arange(steps)
        left_out = np.maximum(into - last - 1, 0)
        again_s = self.repeat_s * (into == last) + self.back_s * (into < last)
        each_s = np.where(last < 0, self.lead_s, self.skip_s)
        return np.asarray(self.enter_s + each_s * left_out + again_s)


COSTS: Final = Costs()


class Part(NamedTuple):
    """The pictures of one step: ``after`` is the first that is not part of it."""

    step: int
    first: int
    after: int


def picture_lasts_s(t_s: Array) -> Array:
    """Return for how long each picture speaks, ``(T,)``: up to the next one, within reason."""
    gaps_s = np.diff(t_s)
    last_s = float(np.median(gaps_s)) if len(gaps_s) else 0.0
    return np.asarray(np.minimum(np.append(gaps_s, last_s), LONGEST_PICTURE_S))


def best_parts(lasts_s: Array, evidence_s: Array, ways_s: Array, costs: Costs) -> list[Part]:
    """Return the parts whose evidence, less what entering them costs, is the greatest.

    At every moment between two pictures each step has two values: of the best way on which the
    body is in it, and of the best on which it was the last step and the body is in none. A step is
    entered for its first ``least_s`` at once, which so have to be worth it. Linear in the number
    of pictures.

    Parameters
    ----------
    lasts_s
        ``(T,)`` for how long each picture speaks.
    evidence_s
        ``(T, S)`` what each picture says for or against each step, in seconds.
    ways_s
        ``(S + 1, S)`` as `Costs.ways_s`; infinite where there is no way.
    costs
        The least a part has to be.

    """
    count, steps = evidence_s.shape
    entered, gained_s = _entrances(lasts_s, evidence_s, costs)
    choices = _Choices.blank(count + 1, steps)
    doors_s, into = np.empty((count + 1, steps)), np.arange(steps)
    inside_s, outside_s = np.full(steps, -np.inf), np.append(0.0, np.full(steps, -np.inf))
    for k in range(count + 1):
        if k:
            inside_s = inside_s + evidence_s[k - 1]
        if entered[k] >= 0:
            fresh_s = doors_s[entered[k]] + gained_s[k]
            np.greater(fresh_s, inside_s, out=choices.enters[k])
            inside_s = np.maximum(inside_s, fresh_s)
        np.greater(inside_s, outside_s[1:], out=choices.leaves[k])
        np.maximum(outside_s[1:], inside_s, out=outside_s[1:])
        worth_s = outside_s[:, np.newaxis] - ways_s
        choices.last[k] = worth_s.argmax(axis=0)
        doors_s[k] = worth_s[choices.last[k], into]
    return _walked_back(int(outside_s.argmax()), choices, entered)


def _entrances(lasts_s: Array, evidence_s: Array, costs: Costs) -> tuple[NDArray[np.intp], Array]:
    """Return from where a part of the least length ends at each moment, and what it gains.

    The moments are ``(T + 1,)``, -1 where there is none yet; the gains ``(T + 1, S)``, minus
    infinity where they are not enough.
    """
    clock_s = np.append(0.0, np.cumsum(lasts_s))
    so_far_s = np.vstack([np.zeros(evidence_s.shape[1]), np.cumsum(evidence_s, axis=0)])
    start_s = clock_s - costs.least_s + _ROUNDING_S
    entered = np.searchsorted(clock_s, start_s, side="right") - 1
    gained_s = so_far_s - so_far_s[entered.clip(0)]
    enough = gained_s >= costs.least_share * costs.least_s
    return entered, np.where(enough, gained_s, -np.inf)


class _Choices(NamedTuple):
    """What was best at each moment, ``(T + 1, S)`` each.

    ``last``: where one enters a step there, the place plus one of the last step before, 0 for
    none. ``enters``: whether who is in a step then has just had its least length. ``leaves``:
    whether who has just left it was better off in it until then.
    """

    last: NDArray[np.intp]
    enters: Flags
    leaves: Flags

    @classmethod
    def blank(cls, moments: int, steps: int) -> _Choices:
        """Return room for the choices."""
        shape = (moments, steps)
        return cls(np.zeros(shape, np.intp), np.zeros(shape, bool), np.zeros(shape, bool))


def _walked_back(last: int, choices: _Choices, entered: NDArray[np.intp]) -> list[Part]:
    """Follow the choices from the end, where the last step's place plus one is ``last``."""
    parts: list[Part] = []
    k = len(entered) - 1
    while last:
        step = last - 1
        after = _last_true(choices.leaves[:, step], k)
        k = int(entered[_last_true(choices.enters[:, step], after)])
        parts.append(Part(step, k, after))
        last = int(choices.last[k, step])
    return parts[::-1]


def _last_true(flags: Flags, until: int) -> int:
    """Return the last place up to ``until`` that is set."""
    return int(until - flags[until::-1].argmax())
