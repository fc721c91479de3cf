"""What figures share: bars told apart without colour, safe texts, curves that keep their peaks."""

from __future__ import annotations

import itertools
import json
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.criteria.model import Status
from vision.render.page import css_colour
from vision.render.report.figures import bar_marker, plot_text, thinned
from vision.render.theme import DARK, ORANGE
from vision.render.tuning.plot import LOOKS


def test_every_answer_has_its_bar() -> None:
    """Three answers, never two; in the order in which they are counted."""
    assert tuple(LOOKS) == tuple(Status)


def test_no_two_answers_look_alike_without_colour() -> None:
    """The pattern alone tells them apart, and so do the words."""
    for one, other in itertools.combinations(LOOKS.values(), 2):
        assert all(a != b for a, b in zip(one, other, strict=True))


def test_the_words_are_kind() -> None:
    """Nobody is told that their body is wrong."""
    words = " ".join(words for words, *_ in LOOKS.values())
    assert not re.search(r"wrong|bad|fail|error", words)


@pytest.mark.parametrize(("words", "colour", "pattern"), LOOKS.values())
def test_a_bar_is_one_that_plotly_can_draw(
    words: str, colour: tuple[int, int, int], pattern: str
) -> None:
    """In the theme's colour, with its pattern on the same ground."""
    marker = bar_marker(colour, pattern)
    drawn = go.Bar(name=words, x=[1.0], y=[0], marker=marker).marker
    assert (drawn.color, drawn.pattern.bgcolor) == (css_colour(colour), css_colour(colour))
    assert drawn.pattern.shape == pattern
    assert json.loads(json.dumps(marker)) == marker


def test_a_plain_bar_has_no_edge_of_another_colour() -> None:
    """One with a pattern has a dark one, so that a narrow bar is seen as well."""
    assert bar_marker(ORANGE, "")["line"]["color"] == css_colour(ORANGE)
    assert bar_marker(ORANGE, "/")["line"]["color"] == css_colour(DARK)


def test_texts_are_shown_as_they_stand() -> None:
    """Plotly reads a few HTML tags; a title must not bring any."""
    assert plot_text("<a href='x'>knee</a> & back") == "&lt;a href='x'&gt;knee&lt;/a&gt; &amp; back"
    assert plot_text("one two three", 8) == "one two<br>three"


def test_a_short_curve_is_drawn_whole() -> None:
    """Nothing is left out while there is room."""
    assert thinned(np.arange(10.0), 10).tolist() == list(range(10))


@given(st.lists(st.floats(-5, 5) | st.just(float("nan")), min_size=13, max_size=300))
def test_a_thinned_curve_keeps_its_extremes_and_its_gaps(values: list[float]) -> None:
    """Few points, in order; the highest and lowest value are among them, and a gap if any was."""
    curve = np.array(values)
    kept = thinned(curve, 12)
    assert len(kept) <= 12
    assert (np.diff(kept) > 0).all()
    assert np.isnan(curve[kept]).any() == np.isnan(curve).any()
    if not np.isnan(curve).all():
        assert np.nanmax(curve[kept]) == np.nanmax(curve)
        assert np.nanmin(curve[kept]) == np.nanmin(curve)
