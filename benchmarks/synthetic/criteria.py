"""Tables of criteria: whether their margins cover the error, and what they wrongly say."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.tables import Table
from benchmarks.synthetic.shapes import FAMILIES
from benchmarks.synthetic.statistics import errors_of
from benchmarks.synthetic.views import VIEW, VIEWS, view_of
from vision.criteria.judge import score
from vision.criteria.model import VIEW_LIMIT_DEG, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.accuracy.tables import Cell
    from benchmarks.synthetic.outcome import Outcome
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Band, Criterion, Pose

_FAR_OUT: Final = 2.0  # margins outside from which a truth is clearly outside
_MARGIN_HEADINGS: Final = (
    "pose",
    "criterion",
    "measure",
    "view",
    "margin",
    "n",
    "unseen",
    "bias",
    "95 % within",
    "covered",
    *VIEWS,
)


@dataclass(frozen=True, slots=True)
class Trial:
    """A criterion, held against one case: the variant of the pose for the leg in front."""

    pose: Pose
    criterion: Criterion
    outcome: Outcome

    @property
    def key(self) -> tuple[str, str, str]:
        """Pose, kind and criterion, the same for both variants."""
        return self.pose.name, self.criterion.kind.value, self.criterion.name

    @property
    def in_pose(self) -> bool:
        """Whether the body truly is in the pose; what tells that is not asked of itself."""
        asked = [] if self.criterion.kind is Kind.RECOGNISE else self.pose.of(Kind.RECOGNISE)
        return all(_kept(c.band, self.outcome.body) != 0.0 for c in asked)

    @property
    def allowed(self) -> bool:
        """Whether the body is truly seen from where the criterion may speak."""
        return self.outcome.body[VIEW] <= VIEW_LIMIT_DEG[self.criterion.view]

    @property
    def error(self) -> float:
        """Of the measure, against the body's truth."""
        return self.outcome.error(self.criterion.band.measure)

    @property
    def truth(self) -> float:
        """The score that the true value deserves."""
        return _kept(self.criterion.band, self.outcome.body)

    @property
    def clearly_outside(self) -> bool:
        """Whether the true value is beyond the bounds by two margins and more."""
        band, value = self.criterion.band, self.outcome.body[self.criterion.band.measure]
        outside = max(band.low - value, value - band.high)
        return self.truth == 0.0 and outside >= _FAR_OUT * band.margin

    @property
    def said(self) -> float:
        """The score that is given; NaN where the criterion keeps silent."""
        c, values = self.criterion, self.outcome.values
        if c.when is not None and not _kept(c.when, values) > 0:
            return math.nan
        if values[VIEW] > VIEW_LIMIT_DEG[c.view]:
            return math.nan
        return _kept(c.band, values)

    @property
    def recognised(self) -> bool:
        """Whether the pose is recognised, so that its form is spoken of at all."""
        scores = [
            Trial(self.pose, c, self.outcome).said
            for c in self.pose.of(Kind.RECOGNISE)
            if not c.optional
        ]
        return all(each > 0 for each in scores)


def trials(outcomes: Sequence[Outcome], library: PoseLibrary) -> Iterator[Trial]:
    """Hold every case against every criterion of the poses of its family."""
    for outcome in outcomes:
        for name in FAMILIES[outcome.case.shape.family].poses:
            for pose in library.variants(name):
                if pose.side in {None, outcome.case.shape.front}:
                    yield from (Trial(pose, c, outcome) for c in pose.criteria)


def margins_table(outcomes: Sequence[Outcome], library: PoseLibrary) -> Table:
    """Lay out each criterion's margin beside the error of its measure in its pose."""
    rows = [_margin_row(group) for group in _grouped(outcomes, library).values()]
    title = "Margins and the measured error, against the body's truth, followed bodies in the pose"
    return Table(title, _MARGIN_HEADINGS, tuple(rows), named=3)


def _margin_row(group: Sequence[Trial]) -> tuple[Cell, ...]:
    first = group[0]
    band, posed = first.criterion.band, [t for t in group if t.in_pose]
    errors = errors_of(t.error for t in posed if t.allowed)
    views: list[list[float]] = [[] for _ in VIEWS]
    for trial in posed:
        views[view_of(trial.outcome)].append(trial.error)
    return (
        first.pose.name,
        f"{first.criterion.kind.value}.{first.criterion.name}",
        _plain(band.measure),
        first.criterion.view.value,
        band.margin,
        errors.cases,
        f"{100 * errors.unseen:.0f} %",
        errors.bias,
        errors.p95,
        _covered(errors.p95, band.margin),
        *(errors_of(each).p95 for each in views),
    )


def _covered(p95: float, margin: float) -> str:
    if math.isnan(p95):
        return "-"
    return "yes" if p95 <= margin else "no"


def _plain(measure: str) -> str:
    """Name a sided measure by the leg in front."""
    return "front_in_front" if measure.endswith("_in_front") else measure


def verdicts_table(outcomes: Sequence[Outcome], library: PoseLibrary, title: str) -> Table:
    """Lay out, by view, how often a criterion calls what is right, and passes what is not.

    Criteria of order are left out: a single posture says nothing of them.
    """
    rows: list[tuple[Cell, ...]] = []
    for key, group in _grouped(outcomes, library).items():
        if group[0].criterion.before is not None:
            continue
        cells = [f"{_wrongs(p)}; {_misses(p)}" for p in _parted(group)]
        rows.append((key[0], f"{key[1]}.{key[2]}", *cells))
    return Table(title, ("pose", "criterion", *VIEWS), tuple(rows), named=2)


def corrections_table(outcomes: Sequence[Outcome], library: PoseLibrary, title: str) -> Table:
    """Lay out, by view, the share of form criteria that correct a body that is right.

    Counted are bodies truly in the pose that are recognised, for only these are spoken to.
    """
    rows: list[tuple[Cell, ...]] = []
    form = [
        t
        for t in trials(outcomes, library)
        if t.criterion.kind is Kind.FORM and t.in_pose and t.recognised
    ]
    for name, asked in (
        ("right, corrected", [t for t in form if t.truth == 1.0]),
        ("clearly not, passed as right", [t for t in form if t.clearly_outside]),
    ):
        wrong = 0.0 if name.startswith("right") else 1.0
        cells = (
            share((t.said == wrong, t.outcome.case.number) for t in p if not math.isnan(t.said))
            for p in _parted(asked)
        )
        rows.append((name, *cells))
        silent = (
            share((math.isnan(t.said), t.outcome.case.number) for t in p) for p in _parted(asked)
        )
        rows.append((f"{name.split(',', maxsplit=1)[0]}, nothing said", *silent))
    return Table(title, ("verdicts on form", *VIEWS), tuple(rows))


def _wrongs(group: Sequence[Trial]) -> str:
    right = [t for t in group if t.in_pose and t.truth == 1.0]
    silent = sum(math.isnan(t.said) for t in right)
    return f"{sum(t.said == 0.0 for t in right)} of {len(right)} called, {silent} silent"


def _misses(group: Sequence[Trial]) -> str:
    outside = [t for t in group if t.in_pose and t.clearly_outside]
    return f"{sum(t.said == 1.0 for t in outside)} of {len(outside)} passed"


def _parted(group: Sequence[Trial]) -> list[list[Trial]]:
    parted: list[list[Trial]] = [[] for _ in VIEWS]
    for trial in group:
        parted[view_of(trial.outcome)].append(trial)
    return parted


def _grouped(
    outcomes: Sequence[Outcome], library: PoseLibrary
) -> dict[tuple[str, str, str], list[Trial]]:
    groups: dict[tuple[str, str, str], list[Trial]] = {}
    for trial in trials(outcomes, library):
        groups.setdefault(trial.key, []).append(trial)
    return groups


def _kept(band: Band, values: Mapping[str, float]) -> float:
    return score(band, values[band.measure])
