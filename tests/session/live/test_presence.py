"""Whether somebody is there, steadied."""

from __future__ import annotations

import pytest

from vision.session.live.presence import FOUND_AFTER_S, LOST_AFTER_S, Change, Presence


def changes(
    *spans: tuple[float, bool], rate_hz: float = 20.0, from_s: float = 0.0
) -> list[tuple[float, Change]]:
    """Return what changes when, over spans of (seconds, somebody)."""
    presence, out, i = Presence(), [], 0
    for seconds, person in spans:
        for _ in range(round(seconds * rate_hz)):
            if change := presence.update(from_s + i / rate_hz, person=person):
                out.append((i / rate_hz, change))
            i += 1
    return out


def test_somebody_is_expected_at_first() -> None:
    """Nothing has changed while somebody is there."""
    assert changes((5.0, True)) == []


@pytest.mark.parametrize("rate_hz", [5.0, 20.0, 60.0])
@pytest.mark.parametrize("from_s", [0.0, 1000.0])
def test_going_and_coming_take_a_while_to_be_believed(rate_hz: float, from_s: float) -> None:
    """Each is told once, at any rate, wherever the clock begins."""
    found = changes((3.0, True), (5.0, False), (5.0, True), rate_hz=rate_hz, from_s=from_s)
    assert [change for _, change in found] == [Change.LOST, Change.FOUND]
    assert found[0][0] == pytest.approx(3.0 + LOST_AFTER_S, abs=1.01 / rate_hz)
    assert found[1][0] == pytest.approx(8.0 + FOUND_AFTER_S, abs=1.01 / rate_hz)


def test_a_dropped_picture_is_no_disappearance_and_a_glimpse_no_return() -> None:
    """What does not last does not count."""
    short = LOST_AFTER_S - 0.2
    assert changes((1.0, True), (short, False), (0.1, True), (short, False), (1.0, True)) == []
    glimpse = changes((5.0, False), (FOUND_AFTER_S - 0.2, True), (5.0, False))
    assert [change for _, change in glimpse] == [Change.LOST]
