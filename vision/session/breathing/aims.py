"""What the breath of a hold is praised for, and the one hint it may get; it is never corrected."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from vision.criteria.model import Kind, Status
from vision.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vision.criteria.model import Criterion, Pose, Verdict

PRAISED_AFTER_S: Final = 20.0
"""How long an aim of the breath has been kept before it is praised: what is measured of a breath is
measured over so long."""
HINTED_AFTER_S: Final = 20.0
"""How long one is not kept before its hint is given."""
SURELY: Final = 0.2
"""A hint needs a measure under this share of its aim's bound. Which part of the trunk moves is the
least sure of all that is measured, and a wrong hint is worse than none."""
APART_S: Final = 45.0
"""How far what is told of the breath is apart: a hold is for breathing, not for listening."""
HINTS: Final[Mapping[str, str]] = {
    "breath_abdomen_share": mark("If you like, let the belly rise first, and the chest after it."),
}
"""What may help where a measure is far under its aim. Of the others nothing is said: a breath that
is uneven or quick is no fault, and urging it makes it more so."""


class BreathAims:
    """Follows the aims of the breath of one pose, over one step."""

    def __init__(self, pose: Pose) -> None:
        self._aims = [aim for aim in pose.of(Kind.AIM) if aim.of_breath]
        self._since_s: dict[tuple[Criterion, Status], float] = {}
        self._low: dict[Criterion, bool] = {}
        self._praised: set[Criterion] = set()
        self._hinted = False
        self._told_s = -math.inf

    def take(self, t_s: float, verdicts: Iterable[Verdict]) -> None:
        """Take what was found at ``t_s``."""
        for verdict in verdicts:
            aim = verdict.criterion
            if aim not in self._aims:
                continue
            now = (aim, verdict.status)
            self._low[aim] = verdict.value < SURELY * aim.band.low
            self._since_s = {
                key: since_s
                for key, since_s in self._since_s.items()
                if key[0] is not aim or key == now
            }
            self._since_s.setdefault(now, t_s)

    def told_at(self, t_s: float) -> None:
        """Take that something else is told of the breath now."""
        self._told_s = t_s

    def reached(self, t_s: float) -> Criterion | None:
        """Return the aim to be praised at ``t_s``, if there is one; each once."""
        for aim in self._aims if t_s - self._told_s >= APART_S else ():
            if aim not in self._praised and self._lasts(aim, Status.MET, t_s) >= PRAISED_AFTER_S:
                self._praised.add(aim)
                self._told_s = t_s
                return aim
        return None

    def hint(self, t_s: float) -> tuple[Criterion, str] | None:
        """Return the aim that has not been kept for long, and what may help; once in a step."""
        if self._hinted or t_s - self._told_s < APART_S:
            return None
        for aim in self._aims:
            hint = HINTS.get(aim.band.measure)
            lasts_s = self._lasts(aim, Status.MISSED, t_s)
            if hint and self._low.get(aim) and lasts_s >= HINTED_AFTER_S:
                self._hinted, self._told_s = True, t_s
                return aim, hint
        return None

    def _lasts(self, aim: Criterion, status: Status, t_s: float) -> float:
        return t_s - self._since_s.get((aim, status), math.inf)
