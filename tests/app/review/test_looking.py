"""Recordings are cut where decoding can begin, evenly, and without gap or overlap."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.app.review.looking import SEGMENT_S, WARM_UP_S, cut

KEYS_EVERY_S = 2.0


def keys(duration_s: float, every_s: float = KEYS_EVERY_S) -> tuple[float, ...]:
    """Give a key picture every so often."""
    return tuple(i * every_s for i in range(max(1, math.ceil(duration_s / every_s))))


def test_a_short_clip_is_one_piece() -> None:
    """Starting another process costs more than it saves."""
    (only,) = cut(keys(20.0), 20.0)
    assert (only.start_s, only.from_s, only.end_s) == (0.0, 0.0, math.inf)


def test_what_cannot_be_cut_is_one_piece() -> None:
    """Without key pictures there is nowhere to begin."""
    assert len(cut((0.0,), 3600.0)) == 1


@pytest.mark.parametrize("duration_s", [45.0, 188.4, 600.0, 3600.0])
def test_segments_are_of_about_one_length_and_even_in_number(duration_s: float) -> None:
    """So that two processes end together."""
    segments = cut(keys(duration_s), duration_s)
    ends_s = [*(s.end_s for s in segments[:-1]), duration_s]
    lengths_s = [end_s - s.from_s for s, end_s in zip(segments, ends_s, strict=True)]
    assert len(segments) % 2 == 0
    assert max(lengths_s) - min(lengths_s) <= 2 * KEYS_EVERY_S + WARM_UP_S
    assert max(lengths_s) < 1.6 * SEGMENT_S


@given(
    st.lists(st.floats(0.01, 4000.0), unique=True, max_size=60),
    st.floats(0.02, 4000.0),
)
def test_every_moment_is_answered_for_once(more_s: list[float], duration_s: float) -> None:
    """Segments adjoin, begin at key pictures, and have looked for a while before they count."""
    keys_s = (0.0, *sorted(key_s for key_s in more_s if key_s < duration_s))
    segments = cut(keys_s, duration_s)
    assert segments[0].start_s == segments[0].from_s == 0.0
    assert segments[-1].end_s == math.inf
    assert {s.start_s for s in segments} <= set(keys_s)
    assert all(s.from_s == s.start_s + WARM_UP_S for s in segments[1:])
    assert all(a.end_s == b.from_s for a, b in itertools.pairwise(segments))
    assert all(s.from_s < s.end_s for s in segments)
