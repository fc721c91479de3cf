"""The scores of invented readings are what they have to be."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.accuracy.tables import markdown
from benchmarks.breathing import figures
from benchmarks.breathing.cases import FORWARD_M, Case, case, cases
from benchmarks.breathing.figures import Result
from benchmarks.breathing.scoring import Score, score
from benchmarks.breathing.series import Series, follows, follows_strangers
from benchmarks.breathing.wave import paced, stopped

CYCLE = (3.0, 2.0, 4.0, 1.0)
CASE = case("invented", paced(CYCLE, 60.0), pacer=CYCLE, chest_lag_s=0.0)


def perfect(of: Case = CASE, later_s: float = 0.0) -> Series:
    """Return readings that are the truth, perhaps late, at 10 a second."""
    t_s = np.arange(0.0, of.shoot.wave.duration_s, 0.1)
    then_s = t_s - of.shoot.lag_s - later_s
    constant = np.ones_like(t_s)
    return Series(
        t_s,
        of.shoot.wave.phase(then_s).astype(float),
        of.shoot.wave.fullness(then_s),
        of.shoot.wave.rate_per_min(np.maximum(then_s, 1.0)),
        max(FORWARD_M) / of.trunk_m * constant,
        of.shoot.setting.amounts.abdomen_share * constant,
        3.0 / 7.0 * constant,
        constant,
    )


def scored(series: Series, of: Case = CASE) -> Score:
    """Score readings of which nothing is said to follow."""
    return score(of, series, np.zeros(len(series.t_s), dtype=bool))


def test_the_truth_scores_best() -> None:
    """No error anywhere."""
    best = scored(perfect())
    assert best.first_s == 0.0
    assert best.unseen_after == best.unseen_of_hold == 0.0
    assert max(map(abs, best.rate_errors_per_min)) == pytest.approx(0.0, abs=1e-9)
    assert max(map(abs, best.change_errors_s)) <= 0.1
    assert len(best.change_errors_s) >= 22
    assert best.changes_missed == 0
    assert best.held
    assert all(best.held)
    assert best.held_wrongly == 0.0
    assert best.abdomen_right
    assert best.depth == pytest.approx(best.true_depth)
    assert best.in_share == pytest.approx(best.true_in_share)


@pytest.mark.parametrize("later_s", [-0.3, 0.3, 0.6])
def test_a_shift_is_the_error_of_every_change(later_s: float) -> None:
    """And of no rate: it is the same rate."""
    shifted = scored(perfect(later_s=later_s))
    assert np.median(shifted.change_errors_s) == pytest.approx(later_s, abs=0.1)
    in_time = figures.changes([Result(CASE, shifted)]).value
    assert in_time == (0.0 if abs(later_s) > 0.45 else 1.0)
    assert np.abs(shifted.rate_errors_per_min[5:]).max() < 0.5


def test_the_lag_of_the_chest_is_part_of_the_truth() -> None:
    """A chest that comes later makes the whole trunk later, by as much as it weighs."""
    late = case("late", paced(CYCLE, 60.0), chest_lag_s=0.9)
    assert late.shoot.lag_s == pytest.approx(0.3)
    assert np.abs(scored(perfect(late), late).change_errors_s).max() <= 0.11


def test_a_wrong_rate_is_wrong_and_says_by_how_much() -> None:
    """By one breath a minute too many."""
    series = perfect()
    wrong = scored(replace(series, rate_per_min=series.rate_per_min + 1.0))
    assert np.mean(wrong.rate_errors_per_min) == pytest.approx(1.0)
    assert figures.rates([Result(CASE, wrong)]).value == 0.0


def test_what_is_not_told_is_unseen_and_no_error() -> None:
    """Until 20 s, and never."""
    series = perfect()
    nothing = np.where(series.t_s < 20.0, np.nan, series.phase)
    late = scored(replace(series, phase=nothing))
    assert late.first_s == pytest.approx(20.0)
    assert late.unseen_after == 0.0
    assert late.unseen_of_hold == pytest.approx(20.0 / 90.0)
    assert late.changes_missed == 0
    never = np.full(len(series.t_s), np.nan)
    blind = scored(Series(series.t_s, *[never] * 7))
    assert math.isnan(blind.first_s)
    assert blind.unseen_of_hold == 1.0
    assert blind.change_errors_s == blind.rate_errors_per_min == blind.held == ()
    assert blind.abdomen_right is None
    assert blind.claimed == 0.0
    assert figures.unseen([Result(CASE, blind)]).value == 1.0


def test_a_phase_that_never_comes_is_missed() -> None:
    """Holds told as what was before them: neither found nor told as held."""
    series = perfect()
    phase = np.where(np.isin(series.phase, (1, 3)), series.phase - 1.0, series.phase)
    without = scored(replace(series, phase=phase))
    assert without.changes_missed >= 10
    assert not any(without.held)
    always = scored(replace(series, phase=np.full(len(series.t_s), 1.0)))
    assert always.held_wrongly == 1.0


def test_a_breath_that_is_turned_is_not_asked_for_as_held() -> None:
    """Where the truth rests for moments only, in and out alone are asked for."""
    turned = case("turned", paced((2.0, 0.2, 2.0, 0.6), 48.0))
    series = perfect(turned)
    phase = np.where(np.isin(series.phase, (1, 3)), series.phase - 1.0, series.phase)
    found = scored(replace(series, phase=phase), turned)
    assert found.changes_missed == 0
    assert len(found.change_errors_s) >= 15
    assert max(map(abs, found.change_errors_s)) <= 0.11


def test_chest_and_abdomen_are_told_apart_or_not() -> None:
    """By which side of a half both are on."""
    series = perfect()
    wrong = scored(replace(series, abdomen_share=np.full(len(series.t_s), 0.3)))
    assert wrong.abdomen_right is False
    assert figures.told_apart([Result(CASE, wrong)]).value == 0.0


def test_saying_follows_counts_against_impostors_alone() -> None:
    """For a share of their time."""
    impostor = case("still", stopped(60.0), kind="holds the breath", pacer=CYCLE)
    series = perfect(impostor)
    half = series.t_s >= 30.0
    found = score(impostor, series, half)
    assert found.follows == pytest.approx(0.5)
    targets = {t.name: t for t in figures.targets([Result(impostor, found)])}
    assert targets["said to follow, and does not"].reached == "no"
    good = score(CASE, perfect(), np.ones(600, dtype=bool))
    targets = {t.name: t for t in figures.targets([Result(CASE, good)])}
    assert targets["said to follow, and does not"].reached == "-"
    assert targets["rate within 0.5 a minute"].reached == "yes"
    assert targets["changes within 0.4 s"].reached == "yes"
    assert targets["unseen of a hold, diamond"].reached == "yes"
    tables = figures.tables([Result(CASE, good), Result(impostor, found)], [])
    assert "invented" in markdown(tables[0])
    assert "still" in "".join(map(markdown, tables))


def test_a_breath_is_held_against_pacers_it_does_not_follow() -> None:
    """Against other rhythms and its own begun late, but not against its own."""
    own = follows(perfect(), CYCLE)
    assert own[-100:].all()
    assert not own[:200].any()
    strangers = follows_strangers(perfect(), CASE)
    assert set(strangers) == {"4-4-4-4", "4-2-4-2", "2.5-1.5-2.5-1.5", "half a breath late"}
    assert max(strangers.values()) == 0.0
    fooled = Result(CASE, scored(perfect()), {"4-4-4-4": 0.1})
    targets = {t.name: t for t in figures.targets([fooled])}
    assert targets["said to follow a stranger"].reached == "no"
    assert "invented; by 4-4-4-4" in "".join(map(markdown, figures.tables([fooled], [])))


def test_the_cases_cover_what_was_asked_for() -> None:
    """Every pose, distance, size, rate, and those who do not breathe as led; each by its name."""
    made = cases()
    assert {each.pose for each in made} == {"diamond", "hero", "head_to_knee", "lying"}
    assert {each.distance_m for each in made} == {2.0, 3.0, 4.0}
    assert {each.lines for each in made} == {480, 720, 1080}
    assert {each.shoot.fps for each in made} == {10.0, 15.0, 30.0}
    impostors = {each.kind for each in made if each.kind != figures.BREATHES}
    assert impostors == {
        "other rhythm", "holds the breath", "photograph", "rocks", "curtain", "nobody"
    }  # fmt: skip
    assert not any(each.follows for each in made if each.kind != figures.BREATHES)
    assert len({each.name for each in made}) == len(made)
    assert len(cases(quick=True)) == 3
