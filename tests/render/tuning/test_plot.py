"""A session's row: all that matters is in view, and no miss is too short to be seen."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.model import Status
from vision.render.tuning.plot import (
    FIRST_STRIP,
    LOOKS,
    STRIPS,
    row_figure,
    strip_update,
    times_shown,
    value_range,
)
from vision.session.recorded.tracks import Run

MET, MISSED, UNSEEN = Status
INF, NAN = float("inf"), float("nan")
SAVED, NOW = range(len(STRIPS))
HOUR_S = 3600.0


# --- the axis of the measure -----------------------------------------------------------------


def test_values_and_bounds_are_in_view_with_some_room() -> None:
    """Whichever reach further."""
    low, high = value_range(np.linspace(0.0, 10.0, 101), [-5.0, 8.0])
    assert low < -5.0
    assert high > 9.0
    assert high - low < 20.0


def test_single_pictures_that_jump_do_not_press_the_curve_flat() -> None:
    """One in a hundred may be out of view; the bounds never are."""
    values = np.append(np.linspace(0.0, 1.0, 200), [500.0, -500.0])
    low, high = value_range(values, [1.5])
    assert -1.0 < low < 0.1
    assert 1.5 < high < 2.0


def test_what_cannot_be_told_and_bounds_that_are_open_have_no_place() -> None:
    """NaN among the values, infinity among the bounds, and the other way round."""
    values = np.array([NAN, 1.0, 2.0, NAN, INF, -INF])
    assert value_range(values, [-INF, INF, NAN]) == value_range(np.array([1.0, 2.0]), [])


@pytest.mark.parametrize("value", [0.0, 5.0, -300.0, 1e-4])
def test_a_measure_that_never_changes_has_room_around_it(value: float) -> None:
    """An axis from a number to itself shows nothing."""
    low, high = value_range(np.full(7, value), [value])
    assert low < value < high
    assert value - low == pytest.approx(high - value)


def test_a_measure_nobody_could_see_is_shown_by_its_bounds() -> None:
    """So that they can be dragged all the same."""
    low, high = value_range(np.full(5, NAN), [0.085, INF])
    assert low < 0.085 < high


@pytest.mark.parametrize("values", [[], [NAN], [NAN, INF]])
def test_where_nothing_is_known_there_is_an_axis(values: list[float]) -> None:
    """Of no meaning, but one that can be drawn."""
    assert value_range(np.array(values), [-INF, INF]) == (0.0, 1.0)


NUMBER = st.floats(-1e6, 1e6) | st.sampled_from([NAN, INF, -INF])


@given(st.lists(NUMBER, max_size=40), st.lists(NUMBER, max_size=4))
def test_an_axis_is_finite_whatever_comes(values: list[float], bounds: list[float]) -> None:
    """From less to more, with every finite bound within."""
    low, high = value_range(np.array(values, float), bounds)
    assert np.isfinite([low, high]).all()
    assert low < high
    assert all(low < bound < high for bound in bounds if np.isfinite(bound))


# --- the axis of time ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("from_s", "to_s", "words"),
    [
        (0.0, 60.0, ["0:00", "0:10", "0:20", "0:30", "0:40", "0:50", "1:00"]),
        (
            0.0,
            HOUR_S,
            ["0:00", "10:00", "20:00", "30:00", "40:00", "50:00", "1:00:00"],
        ),
        (58.0, 62.0, ["0:58", "0:59", "1:00", "1:01", "1:02"]),
        (3.4, 8.3, ["0:04", "0:05", "0:06", "0:07", "0:08"]),
        (0.0, 4 * HOUR_S, ["0:00", "1:00:00", "2:00:00"]),
    ],
)
def test_times_are_marked_as_a_player_shows_them(
    from_s: float, to_s: float, words: list[str]
) -> None:
    """At round ones, few enough to be read, from a few seconds to hours."""
    shown = times_shown(from_s, to_s)
    assert shown["xaxis.range"] == [from_s, to_s]
    assert shown["xaxis.ticktext"][: len(words)] == words
    assert len(shown["xaxis.ticktext"]) == len(shown["xaxis.tickvals"]) <= 10


@given(st.floats(0, 10 * HOUR_S), st.floats(2, 8 * HOUR_S))
def test_any_part_of_a_session_has_marks_that_differ(from_s: float, length_s: float) -> None:
    """At least one, none before the part, none that reads like another."""
    shown = times_shown(from_s, from_s + length_s)
    words = shown["xaxis.ticktext"]
    assert 1 <= len(words) <= 10
    assert len(set(words)) == len(words)
    assert shown["xaxis.tickvals"][0] >= from_s - 0.001


# --- the strips ------------------------------------------------------------------------------


def strip(runs: list[Run], length_s: float, which: int = NOW) -> list[tuple[float, float, Status]]:
    """Return the bars of a strip in the order of time: from, to, what was found."""
    update, _ = strip_update(runs, which, length_s)
    return sorted(
        (base, base + width, status)
        for status, bases, widths in zip(LOOKS, update["base"], update["x"], strict=True)
        for base, width in zip(bases, widths, strict=True)
    )


def in_a_row(*parts: tuple[float, Status]) -> list[Run]:
    """Return runs of these lengths, one after the other."""
    edges_s = np.cumsum([0.0, *(length_s for length_s, _ in parts)]).tolist()
    return [
        Run(from_s, to_s, status)
        for from_s, to_s, (_, status) in zip(edges_s, edges_s[1:], parts, strict=False)
    ]


def test_a_strip_shows_what_was_found() -> None:
    """Each answer where it was given."""
    runs = in_a_row((10, MET), (5, MISSED), (5, UNSEEN), (40, MET))
    assert strip(runs, 60.0) == [(run.start_s, run.end_s, run.status) for run in runs]


def test_each_strip_has_traces_and_a_lane_of_its_own() -> None:
    """One trace for each answer; saved on top of now."""
    update, traces = strip_update(in_a_row((10, MET)), SAVED, 60.0)
    other, others = strip_update(in_a_row((10, MET)), NOW, 60.0)
    assert traces == [FIRST_STRIP, FIRST_STRIP + 1, FIRST_STRIP + 2]
    assert others == [FIRST_STRIP + 3, FIRST_STRIP + 4, FIRST_STRIP + 5]
    assert update["y"][0] > other["y"][0]


def test_a_bar_tells_from_when_to_when() -> None:
    """For who points at it."""
    update, _ = strip_update(in_a_row((61, MET), (4, MISSED)), NOW, 100.0)
    assert update["customdata"] == [["0:00 to 1:01"], ["1:01 to 1:05"], []]


def test_nothing_found_is_an_empty_strip() -> None:
    """What was drawn before goes away."""
    update, traces = strip_update([], NOW, 60.0)
    assert [update[key] for key in ("base", "x", "y", "customdata")] == [[[], [], []]] * 4
    assert len(traces) == len(LOOKS)


def test_a_miss_too_short_to_be_seen_in_an_hour_is_still_there() -> None:
    """It takes a little of what comes after it."""
    runs = in_a_row((1000, MET), (0.2, MISSED), (HOUR_S - 1000.2, MET))
    ((_, met_s, _), (from_s, to_s, status), _) = strip(runs, HOUR_S)
    assert (met_s, from_s, status) == (1000.0, 1000.0, MISSED)
    assert to_s - from_s == pytest.approx(HOUR_S / 1200)


def test_answers_that_flicker_for_an_hour_are_few_bars() -> None:
    """A page draws them while one drags."""
    flicker = [MET, MISSED, MET, UNSEEN] * 9000
    runs = in_a_row(*((0.1, status) for status in flicker))
    assert len(strip(runs, HOUR_S)) <= 1201


PARTS = st.tuples(st.floats(0.02, 30), st.sampled_from(Status))


@given(st.lists(PARTS, min_size=1, max_size=40))
def test_no_miss_is_ever_lost(parts: list[tuple[float, Status]]) -> None:
    """However short it is, a bar that says so is over its middle."""
    runs = in_a_row(*parts)
    bars = strip(runs, 20_000.0)
    for run in runs:
        if run.status is MISSED:
            middle_s = (run.start_s + run.end_s) / 2
            assert MISSED in [s for from_s, to_s, s in bars if from_s - 0.01 <= middle_s <= to_s]


# --- the figure ------------------------------------------------------------------------------


def row(t_s: np.ndarray, values: np.ndarray, *spans: tuple[float, float]) -> dict[str, Any]:
    """Return the figure of a row, read back from JSON."""
    made = row_figure(t_s, values, spans, unit="deg", title="Trunk tilt")
    return json.loads(json.dumps(made, allow_nan=False))


TIMES_S = np.arange(0.0, 60.0, 0.1)
TILT_DEG = np.where(TIMES_S < 20.0, NAN, 10.0 * np.sin(TIMES_S))


def test_plotly_takes_the_figure_with_its_strips() -> None:
    """Every property is one it knows, filled as the page fills it."""
    made = row(TIMES_S, TILT_DEG, (25.0, 50.0))
    for which in (SAVED, NOW):
        update, traces = strip_update(in_a_row((30, MET), (30, MISSED)), which, 60.0)
        for place, trace in enumerate(traces):
            made["data"][trace] |= {key: parts[place] for key, parts in update.items()}
    drawn = go.Figure({"data": made["data"], "layout": made["layout"]})
    assert [trace.type for trace in drawn.data] == ["scatter"] * FIRST_STRIP + ["bar"] * 6
    assert [trace.name for trace in drawn.data[FIRST_STRIP:]] == [w for w, *_ in LOOKS.values()] * 2


def test_what_cannot_be_told_is_a_gap_in_the_curve() -> None:
    """No number stands for it, and the file format knows no NaN."""
    curve = row(TIMES_S, TILT_DEG)["data"][0]
    seen = [x for x, y in zip(curve["x"], curve["y"], strict=True) if y is not None]
    assert min(seen) == 20.0
    assert len(curve["x"]) == len(TIMES_S)


def test_the_curve_is_stronger_where_the_pose_is_done() -> None:
    """A place's end is not part of it; two places are two pieces."""
    whole, strong = row(TIMES_S, np.zeros(600), (10.0, 20.0), (30.0, 40.0))["data"][:FIRST_STRIP]
    seen = [x for x, y in zip(strong["x"], strong["y"], strict=True) if y is not None]
    assert (seen[0], seen[-1], len(seen)) == (10.0, 39.9, 200)
    assert not any(20.0 <= x < 30.0 for x in seen)
    assert strong["line"]["width"] > whole["line"]["width"]


def test_a_pose_that_is_not_done_leaves_the_thin_curve_alone() -> None:
    """All of the session is shown, none of it stronger."""
    whole, strong = row(TIMES_S, np.zeros(600))["data"][:FIRST_STRIP]
    assert set(strong["y"]) == {None}
    assert set(whole["y"]) == {0.0}


def test_an_hour_is_drawn_with_few_points_and_every_peak() -> None:
    """Also where it is drawn stronger."""
    t_s = np.arange(0.0, HOUR_S, 0.1)
    values = np.zeros(len(t_s))
    values[21_000] = 44.0
    for curve in row(t_s, values, (2000.0, 2200.0))["data"][:FIRST_STRIP]:
        assert len(curve["x"]) <= 3000
        assert max(y for y in curve["y"] if y is not None) == 44.0


def test_a_session_of_one_picture_has_its_row() -> None:
    """With one point, and a mark of time."""
    made = row(np.array([4.0]), np.array([7.0]), (0.0, 9.0))
    assert [curve["y"] for curve in made["data"][:FIRST_STRIP]] == [[7.0], [7.0]]
    assert made["layout"]["xaxis"]["ticktext"] == ["0:04"]


def test_the_axes_tell_the_measure_its_unit_and_the_strips() -> None:
    """In words."""
    layout = row(TIMES_S, TILT_DEG)["layout"]
    assert layout["yaxis"]["title"]["text"] == "Trunk tilt<br>degrees"
    named = dict(zip(layout["yaxis2"]["tickvals"], layout["yaxis2"]["ticktext"], strict=True))
    for which, name in enumerate(STRIPS):
        update, _ = strip_update(in_a_row((10, MET)), which, 60.0)
        assert named[update["y"][0][0]] == name


def test_between_two_places_of_a_pose_a_strip_is_empty() -> None:
    """Whatever the answers on both sides are."""
    runs = [Run(0, 10, MET), Run(50, 60, MET)]
    assert strip(runs, 100.0) == [(0, 10, MET), (50, 60, MET)]


def test_a_short_end_of_one_place_stays_in_it() -> None:
    """It takes nothing from the next place, and nothing of a miss there."""
    runs = [Run(0, 10, MET), Run(10, 10.01, UNSEEN), Run(50, 60, MISSED)]
    bars = strip(runs, 100.0)
    assert [bar for bar in bars if bar[2] is MISSED] == [(50, 60, MISSED)]
