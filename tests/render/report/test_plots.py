"""A plot for each measure: its curve, its band, its gaps."""

from __future__ import annotations

import dataclasses

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.builders import criterion
from tests.render.review_examples import FOLD, FOLDING, MISS, SIT, example, reviewed, with_track
from vision.criteria.model import Band, Kind, Status
from vision.render.report.plots import MOST_POINTS, Plot, measure_plots
from vision.session.recorded.tracks import Run


def plot(title: str, **changes: object) -> Plot:
    """Return the example's plot of a title."""
    return next(each for each in measure_plots(example(**changes)) if each.title == title)


def boxes(of: Plot) -> list[tuple[float, float, float, float]]:
    """Return the band's boxes without their margins: from, to, low, high."""
    found = [s for s in of.figure["layout"]["shapes"] if s["type"] == "rect"]
    deepest = max(s["opacity"] for s in found)
    return [(s["x0"], s["x1"], s["y0"], s["y1"]) for s in found if s["opacity"] == deepest]


def test_every_judged_measure_has_a_plot() -> None:
    """Form first, with the criteria it is for; what only tells the pose is folded away."""
    told = [(p.title, p.judged_by, p.unit, p.main) for p in measure_plots(example())]
    assert told == [
        ("Back bow", "Back straight", "trunk lengths", True),
        ("Trunk tilt", "Lean slowly", "degrees", True),
        ("Abdomen to front thigh", "Abdomen to thigh", "trunk lengths", True),
    ]
    only_told = dataclasses.replace(reviewed().steps[0], tracks=reviewed().steps[0].tracks[:1])
    (folded,) = measure_plots(example(reviewed=reviewed(steps=(only_told,))))
    assert (folded.title, folded.main) == ("Trunk tilt", False)


def test_the_figures_are_plotlys() -> None:
    """Every property is one that Plotly knows."""
    for each in measure_plots(example()):
        assert len(go.Figure(each.figure).data) == 2


def test_the_band_is_there_while_it_counts() -> None:
    """From where the pose is held, at the height of each pose's own band."""
    back = plot("Back bow")
    low = back.figure["layout"]["yaxis"]["range"][0]
    assert boxes(back) == [(*SIT, low, 0.085), (*FOLD, low, 0.06)]


def test_a_miss_is_drawn_over_the_curve() -> None:
    """Only where it was missed; a depth not reached is none."""
    missed = plot("Back bow").figure["data"][1]
    seen = [x for x, y in zip(missed["x"], missed["y"], strict=True) if y is not None]
    assert (min(seen), max(seen)) == pytest.approx(MISS, abs=0.11)
    assert plot("Abdomen to front thigh").figure["data"][1]["x"] == []


def test_what_is_unseen_is_a_gap() -> None:
    """No number stands where nothing could be told, and no line crosses it."""
    curve = plot("Back bow").figure["data"][0]
    assert curve["connectgaps"] is False
    assert all(15.0 < x < 16.0 for x, y in zip(curve["x"], curve["y"], strict=True) if y is None)
    assert None in curve["y"]


def test_an_hour_is_drawn_with_few_points_and_every_peak() -> None:
    """One high value among 36,000 is still there."""
    data = example(pictures=36_000)
    data.take.measures["back_bow"][25_000] = 0.5
    curve = next(p for p in measure_plots(data) if p.title == "Back bow").figure["data"][0]
    assert len(curve["x"]) <= MOST_POINTS
    assert max(y for y in curve["y"] if y is not None) == 0.5


def test_what_does_not_count_does_not_press_the_plot_flat() -> None:
    """The height is that of the values judged; a measure runs wild while one walks off."""
    data = example()
    data.take.measures["back_bow"][-5:] = 9.0
    low, high = next(p for p in measure_plots(data)).figure["layout"]["yaxis"]["range"]
    assert (low > -1.0, high < 1.0) == (True, True)


def test_an_order_of_movements_has_no_band_to_stay_in() -> None:
    """What has to be reached first is drawn without a band."""
    order = criterion(
        "trunk_tilt_deg",
        name="hips_first",
        kind=Kind.MOVEMENT,
        low=52.0,
        before=Band("back_bow", low=0.2),
    )
    found = with_track(reviewed(), 1, order, Run(*FOLD, Status.MISSED), only=True)
    (tilt,) = [p for p in measure_plots(example(reviewed=found)) if p.title == "Trunk tilt"]
    assert tilt.judged_by == "Hips first (what comes first)"
    assert [s for s in tilt.figure["layout"]["shapes"] if s["type"] == "rect"] == []


def test_a_measure_nobody_could_see_still_has_its_plot() -> None:
    """Bounds and axis are there, the curve is empty."""
    measures = {**example().take.measures, "back_bow": np.full(400, np.nan)}
    back = plot("Back bow", measures=measures)
    assert set(back.figure["data"][0]["y"]) == {None}
    assert FOLDING.criteria[1].band.high < back.figure["layout"]["yaxis"]["range"][1]
