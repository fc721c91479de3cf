"""What each threshold catches and calls without reason, as curves with their intervals."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import plotly.graph_objects as go

from vision.render.tuning.fit_plot import Rate, fit_figure

NAN = float("nan")
THRESHOLD = np.array([5.0, 10.0, 15.0, 20.0])


def rate(name: str, *values: float, room: float = 0.1) -> Rate:
    """Return a share at each threshold, with an interval of that room on either side."""
    value = np.array(values)
    return Rate(name, value, np.clip(value - room, 0, 1), np.clip(value + room, 0, 1))


CAUGHT = rate("caught", 1.0, 0.876, 0.5, 0.0)
FALSE = rate("false alarms", 0.8, 0.2, 0.0, 0.0)
MARKS = {"as it is": 15.0, "suggested": 10.0}


def figure(
    caught: Rate = CAUGHT, false: Rate = FALSE, marks: dict[str, float] | None = None
) -> dict[str, Any]:
    """Return the figure of two rates, read back from JSON."""
    made = fit_figure(
        THRESHOLD,
        (caught, false),
        MARKS if marks is None else marks,
        title="High bound",
        unit="deg",
    )
    return json.loads(json.dumps(made, allow_nan=False))


def curves(of: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the curves by their names: the intervals have none."""
    return {trace["name"]: trace for trace in of["data"] if "name" in trace}


def test_plotly_takes_the_figure() -> None:
    """Every property is one it knows: two curves and two intervals."""
    made = figure()
    drawn = go.Figure({"data": made["data"], "layout": made["layout"]})
    assert [trace.fill for trace in drawn.data] == ["toself", None, "toself", None]


def test_shares_are_shown_in_per_cent_at_their_thresholds() -> None:
    """To a tenth of one."""
    caught = curves(figure())["caught"]
    assert caught["x"] == [5, 10, 15, 20]
    assert caught["y"] == [100.0, 87.6, 50.0, 0.0]


def test_the_two_curves_differ_in_more_than_their_colour() -> None:
    """One is solid and one is dashed."""
    lines = [trace["line"] for trace in curves(figure()).values()]
    assert [line["dash"] for line in lines] == ["solid", "dash"]
    assert lines[0]["color"] != lines[1]["color"]


def test_an_interval_goes_there_along_its_upper_end_and_back_along_its_lower() -> None:
    """So that the area between them is filled, in the colour of its curve."""
    interval, curve, *_ = figure()["data"]
    assert interval["x"] == [5, 10, 15, 20, 20, 15, 10, 5]
    assert interval["y"] == [100, 97.6, 60, 10, 0, 40, 77.6, 90]
    assert interval["fillcolor"].startswith(curve["line"]["color"])
    assert interval["showlegend"] is False


def test_a_share_that_is_none_is_a_gap() -> None:
    """Nothing was marked wrong: there is no curve of what is caught, and no zero either."""
    made = figure(caught=rate("caught", NAN, NAN, NAN, NAN))
    assert curves(made)["caught"]["y"] == [None] * 4
    assert made["data"][0]["y"] == [None] * 8
    assert curves(made)["false alarms"]["y"] == [80, 20, 0, 0]


def test_a_gap_at_some_thresholds_leaves_the_others() -> None:
    """Each one is told on its own."""
    assert curves(figure(caught=rate("caught", 1.0, NAN, 0.5, NAN)))["caught"]["y"] == [
        *(100, None),
        *(50, None),
    ]


def test_every_mark_is_a_line_with_its_name_and_value() -> None:
    """The bound as it is and the suggested one are told apart by more than their places."""
    layout = figure()["layout"]
    assert [(line["x0"], line["x1"]) for line in layout["shapes"]] == [(15, 15), (10, 10)]
    assert len({line["line"]["dash"] for line in layout["shapes"]}) == 2
    assert [note["text"] for note in layout["annotations"]] == ["as it is 15", "suggested 10"]
    assert len({note["y"] for note in layout["annotations"]}) == 2


def test_without_a_suggestion_only_the_bound_is_marked() -> None:
    """And without either nothing is."""
    one = figure(marks={"as it is": 0.085})["layout"]
    assert [note["text"] for note in one["annotations"]] == ["as it is 0.085"]
    assert figure(marks={})["layout"]["shapes"] == []


def test_the_axis_tells_what_the_threshold_is() -> None:
    """With its unit as one says it, and all of 0 to 100 per cent in view."""
    layout = figure()["layout"]
    assert layout["xaxis"]["title"]["text"] == "High bound, degrees"
    low, high = layout["yaxis"]["range"]
    assert low < 0
    assert high > 100
