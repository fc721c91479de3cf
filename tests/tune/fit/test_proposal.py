"""A band is proposed from labels as far as they tell, and no farther."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import NAN
from tests.session.takes import take_of
from tests.tune.labelled import MEASURE, fitted, of_six, sessions, stretch, upright
from vision.criteria.judge import VIEW_MEASURE, CriterionJudge
from vision.criteria.model import Band, Status
from vision.errors import UsageError
from vision.tune.bounds import Bounds
from vision.tune.fit.proposal import fit
from vision.tune.fit.stretch import Labelled

if TYPE_CHECKING:
    from vision.criteria.model import Criterion
    from vision.tune.fit.result import Curve, Fit


def only(found: Fit) -> Curve:
    """Return the curve of a criterion with one bound."""
    (curve,) = found.curves
    return curve


def at(curve: Curve, threshold: float) -> tuple[float, float]:
    """Return what is caught, and the false alarms, at a threshold that was tried."""
    (place,) = np.flatnonzero(np.isclose(curve.threshold, threshold))
    return curve.caught[place], curve.false_alarms[place]


# --- the curves --------------------------------------------------------------------------------


def test_a_stretch_is_caught_as_long_as_it_is_beyond_the_margin() -> None:
    """Margin and times are as they are: with 4 degrees, 20 is called up to a bound of 16."""
    curve = only(fitted([stretch("a", 20.0, wrong=True), stretch("b", 3.0)]))
    assert at(curve, 15.5) == (1.0, 0.0)
    assert at(curve, 16.0) == (1.0, 0.0)  # a score of 0 is missed
    assert at(curve, -1.0) == (1.0, 1.0)
    assert curve.caught[-1] == 0.0
    assert curve.threshold[curve.current] == 15.0


def reference_calls(criterion: Criterion, one: Labelled) -> bool:
    """Return whether a judge that goes from picture to picture ever calls a miss."""
    judge = CriterionJudge(criterion)
    found = [
        judge.update(t_s, {name: float(v[k]) for name, v in one.take.measures.items()}, {}).status
        for k, t_s in enumerate(one.take.t_s)
    ]
    return Status.MISSED in found


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("bounds", [{"high": 4.0}, {"low": -3.0}])
def test_every_threshold_calls_what_a_judge_would_call(seed: int, bounds: dict[str, float]) -> None:
    """Picture by picture, with gaps, restless values and a camera that turns away."""
    rng = np.random.default_rng(seed)
    of = upright(**bounds, margin=1.0, call_after_s=0.8)
    made = []
    for k in range(6):
        values = np.cumsum(rng.normal(size=60)) + rng.normal(size=60)
        values[rng.random(60) < 0.1] = NAN
        off_deg = np.where(rng.random(60) < 0.1, 90.0, 5.0)
        t_s = np.cumsum(rng.uniform(0.02, 0.2, 60))
        measures = {MEASURE: values, VIEW_MEASURE: off_deg}
        take = take_of(t_s, measures, name=f"s{k % 3}")
        made.append(Labelled(take, slice(0, 60), of, wrong=k % 2 == 0))
    curve = only(fitted(made, of))
    for place in range(0, len(curve.threshold), 9):
        threshold = float(curve.threshold[place])
        band = Band(MEASURE, margin=1.0, **{curve.bound: threshold})
        called = [reference_calls(replace(of, band=band), one) for one in made]
        # One stretch of each kind a session, so that the mean over sessions is plain.
        assert curve.caught[place] == pytest.approx(np.mean(called[::2]))
        assert curve.false_alarms[place] == pytest.approx(np.mean(called[1::2]))


def test_every_session_counts_as_much_as_any_other() -> None:
    """One that was labelled nine times as often does not decide for all."""
    many = [stretch("a", 30.0, wrong=True) for _ in range(9)]
    curve = only(fitted([*many, stretch("b", 8.0, wrong=True), stretch("b", 3.0)]))
    assert at(curve, 15.0) == (0.5, 0.0)


def test_the_range_tried_reaches_from_all_called_to_none() -> None:
    """In steps that people would write, with the bound as it is among them."""
    found = fitted(sessions(3, correct=2.0, wrong=20.0), upright(high=90.0))
    curve = only(found)
    assert (np.diff(curve.threshold) > 0).all()
    assert 90 <= len(curve.threshold) <= 260
    assert curve.false_alarms[0] == curve.caught[0] == 1.0
    assert curve.caught[-2] == 0.0
    assert curve.threshold[curve.current] == curve.threshold[-1] == 90.0


def test_a_stretch_reading_one_value_is_no_trouble() -> None:
    """A range of no width is widened a little."""
    curve = only(fitted([stretch("a", 0.0, wrong=True), stretch("b", 0.0)]))
    assert len(curve.threshold) > 2
    assert curve.suggested is None


# --- what is proposed ----------------------------------------------------------------------------


def test_the_middle_of_the_room_is_suggested() -> None:
    """Correct reads up to 4, wrong from 20 on: 12 is as far from both, less the margin of 4."""
    found = fitted(of_six(stretch("a", 4.0), stretch("b", 20.0, wrong=True)), upright(high=30.0))
    assert found.proposed is not None
    assert found.proposed.unlike(found.current) == {"high": 8.0}
    assert found.then is not None
    assert (found.then.caught.value, found.then.false_alarms.value) == (1.0, 0.0)
    curve = only(found)
    assert curve.as_good == pytest.approx((0.1, 16.0), abs=0.3)
    assert curve.suggested is not None
    assert curve.threshold[curve.suggested] == 8.0


def test_a_low_bound_mirrors_a_high_one() -> None:
    """All the same with other signs."""
    of = upright(low=-30.0)
    made = of_six(stretch("a", -4.0, of=of), stretch("b", -20.0, wrong=True, of=of))
    found = fitted(made, of)
    assert only(found).bound == "low"
    assert found.proposed is not None
    assert found.proposed.unlike(found.current) == {"low": -8.0}


def test_both_sides_of_a_band_are_fitted_apart() -> None:
    """Each stretch belongs to the side of the correct ones on which it lies."""
    of = upright(low=-30.0, high=30.0)
    made = of_six(
        stretch("a", 0.0, of=of),
        stretch("b", 18.0, wrong=True, of=of),
        stretch("c", -28.0, wrong=True, of=of),
    )
    found = fitted(made, of)
    low, high = found.curves
    assert (low.bound, high.bound) == ("low", "high")
    assert at(low, -30.0) == at(high, 30.0) == (0.0, 0.0)
    assert found.now.caught.value == 0.0
    assert found.proposed is not None
    assert found.proposed.low == pytest.approx(-10.0)
    assert found.proposed.high == pytest.approx(5.0)
    assert found.then is not None
    assert found.then.caught.value == 1.0


def test_a_side_without_labels_stays_as_it_is() -> None:
    """Nothing was said of it."""
    of = upright(low=-14.0, high=40.0)
    made = [replace(one, criterion=of) for one in sessions(6, correct=2.0, wrong=30.0)]
    found = fitted(made, of)
    assert found.proposed is not None
    assert list(found.proposed.unlike(found.current)) == ["high"]
    assert np.isnan(found.curves[0].caught).all()
    assert found.curves[0].suggested is None


def test_a_false_alarm_weighs_more_than_a_miss() -> None:
    """Catching one more of three at the price of one false alarm of three is not worth it."""
    made = [stretch(f"c{k}", value) for k, value in enumerate((0.0, 1.0, 12.0))]
    made += [stretch(f"w{k}", v, wrong=True) for k, v in enumerate((10.0, 20.0, 21.0))]
    found = fitted(of_six(*made))
    assert found.then is not None
    assert found.then.false_alarms.value == 0.0
    assert found.then.caught.value == pytest.approx(2 / 3)


def test_what_is_unsure_or_no_better_is_not_proposed() -> None:
    """It is told in words why, and no numbers stand beside that."""
    unsure = fitted([stretch("a", 4.0), stretch("b", 20.0, wrong=True)])
    assert unsure.proposed is None
    assert any("so it is not proposed" in text for text in unsure.warnings)
    no_better = fitted(of_six(stretch("a", 4.0), stretch("b", 30.0, wrong=True)))
    assert no_better.proposed is None
    assert any("as it is does as well" in text for text in no_better.warnings)


def test_where_silence_is_best_nothing_is_proposed() -> None:
    """Correct and wrong read alike."""
    found = fitted(sessions(6, correct=10.0, wrong=10.0))
    assert (found.proposed, found.then) == (None, None)
    assert any("better than saying nothing" in text for text in found.warnings)


def test_times_and_margin_are_those_asked_about() -> None:
    """Not those of the variants that were judged."""
    of, made = upright(), [stretch("a", 3.0), stretch("b", 20.0, wrong=True)]
    found = fit(of, Bounds.of(of).changed(margin=0.0, call_after_s=9.0), made)
    assert found.wrong.brief == 1
    assert found.current.margin == 0.0


def test_an_order_of_movements_has_no_band_to_fit() -> None:
    """It is not about stretches."""
    of = upright(before=Band("speed", high=1.0))
    with pytest.raises(UsageError, match="order of movements"):
        fitted([], of)


# --- what is counted, and what is warned of ------------------------------------------------------


def test_what_cannot_be_seen_is_in_no_share() -> None:
    """Nor is what is too short to be called, or where the session has no picture."""
    made = [
        *sessions(5, correct=2.0, wrong=20.0),
        stretch("s0", NAN, wrong=True),
        stretch("s0", np.empty(0)),
        stretch("s0", 20.0, wrong=True, seconds=1.0),
        stretch("s0", [20.0] * 9 + [NAN] * 40, wrong=True),
    ]
    found = fitted(made)
    assert (found.wrong.stretches, found.wrong.unseen, found.wrong.brief) == (5, 2, 1)
    assert (found.correct.stretches, found.correct.unseen, found.correct.brief) == (5, 1, 0)
    assert found.wrong.seconds == pytest.approx(25.0)
    assert found.now.caught.value == 1.0
    told = " ".join(found.warnings)
    assert "In 2 stretches marked wrong it could not be seen" in told
    assert "1 stretch marked wrong lasts less than the 1.5 s" in told


def test_labels_that_suffice_bring_no_warning() -> None:
    """Six sessions that agree, and a band that is too lax by now."""
    found = fitted(sessions(6, correct=2.0, wrong=12.0), upright())
    assert found.warnings == ()
    assert found.then is not None
    assert found.then.caught.low > found.then.false_alarms.high


@pytest.mark.parametrize(
    ("made", "told"),
    [
        ([stretch("a", 3.0)], "Nothing to judge is marked wrong because of upright"),
        ([stretch("a", 20.0, wrong=True)], "Nothing to judge is marked correct"),
        (sessions(1, correct=2.0, wrong=20.0), "All labels are from one session"),
        (sessions(4, correct=2.0, wrong=20.0), "marked wrong comes from 4 sessions"),
        (sessions(2, correct=2.0, wrong=20.0), "intervals"),
        (sessions(6, correct=2.0, wrong=30.0), "as it is does as well"),
        (sessions(6, correct=20.0, wrong=2.0), "reads lower than what is correct"),
    ],
)
def test_what_to_know_before_trusting_it_is_said(made: list[Labelled], told: str) -> None:
    """In plain sentences."""
    assert any(told in text for text in fitted(made).warnings)


def test_a_suggestion_that_rests_on_the_outermost_is_warned_of() -> None:
    """One person far out is caught, and all others who should be are not."""
    made = sessions(6, correct=2.0, wrong=2.0)
    made += [stretch(f"far{k}", 40.0 + k, wrong=True) for k in range(2)]
    made += [stretch(f"near{k}", 39.0) for k in range(1)]
    found = fitted(made)
    assert any("edge of what was labelled" in text for text in found.warnings)


@pytest.mark.parametrize("made", [[], [stretch("a", NAN)]])
def test_without_anything_to_judge_nothing_is_made_up(made: list[Labelled]) -> None:
    """No curve, no proposal, and two sentences of what is missing."""
    found = fitted(made)
    assert found.curves == ()
    assert found.proposed is None
    assert np.isnan(found.now.caught.value)
    assert len([text for text in found.warnings if "Nothing to judge" in text]) == 2


def test_pictures_alone_do_not_coarsen_what_is_tried() -> None:
    """One picture of a body seen upside down is never called."""
    glitch = np.full(100, 3.0)
    glitch[50] = 180.0
    curve = only(fitted([stretch("a", glitch), stretch("b", 20.0, wrong=True)]))
    assert curve.threshold[-1] < 40.0
