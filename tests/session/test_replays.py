"""A recording replays to the same session, always; how often one looks does not matter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.session.driving import (
    AWAY,
    DEEP,
    FRONTAL,
    GOOD,
    HASTY,
    HIDDEN,
    NOBODY,
    ROUND,
    Player,
    Values,
    rolling_out,
    session,
    sitting,
    told,
)
from vision.session import events as ev

# Long enough that a picture more or less changes nothing.
SCRIPT: tuple[tuple[float, Values], ...] = (
    (5.25, NOBODY),
    (8.25, GOOD),
    (6.25, ROUND),
    (5.25, GOOD),
    (2.25, DEEP),
    (7.25, HIDDEN),
    (2.25, GOOD),
    (6.25, NOBODY),
    (9.25, GOOD),
    (3.25, GOOD | {"seat": 0.0, "roll": 60.0}),
    (4.25, AWAY | HASTY | {"seat": 0.0}),
    (8.25, FRONTAL | {"seat": 0.0}),
    (40.25, GOOD),
)


def played(rate_hz: float, from_s: float = 0.0) -> list[ev.Event]:
    """Play the script."""
    player = Player(
        session(rolling_out(), sitting(), sitting("rest"), hold_s=12.0), rate_hz, from_s
    )
    for seconds, values in SCRIPT:
        player.play(seconds, values)
    return player.events


def test_the_script_tells_of_nearly_everything() -> None:
    """Or the tests below would show little."""
    kinds = {type(event) for event in played(20.0)}
    assert kinds >= {
        ev.GuidanceDue, ev.Lost, ev.Found, ev.HoldBroken, ev.HoldCompleted, ev.StepCompleted,
        ev.CorrectionDue, ev.StepEntered, ev.VerdictChanged, ev.BreathPhaseStarted, ev.Finished,
    }  # fmt: skip


def test_the_same_observations_give_the_same_events() -> None:
    """Every field of every event."""
    assert [e.as_record() for e in played(20.0)] == [e.as_record() for e in played(20.0)]


@pytest.mark.parametrize("rate_hz", [5.0, 8.0, 16.0, 40.0, 120.0])
def test_how_often_one_looks_does_not_change_what_happens(rate_hz: float) -> None:
    """The same events in the same order, and at nearly the same times."""
    fine, coarse = played(80.0), played(rate_hz)
    assert told(coarse) == told(fine)
    kept = [
        [e.t_s for e in events if not isinstance(e, (ev.VerdictChanged, ev.BreathPhaseStarted))]
        for events in (fine, coarse)
    ]
    assert kept[1] == pytest.approx(kept[0], abs=10.0 / rate_hz)


@pytest.mark.parametrize("from_s", [3.0, 10_000.0])
def test_where_a_source_begins_to_count_does_not_matter(from_s: float) -> None:
    """Only differences of time do."""
    here, there = played(16.0), played(16.0, from_s)
    assert told(there) == told(here)
    assert [e.t_s - from_s for e in there] == pytest.approx([e.t_s for e in here], abs=1e-6)


acts = st.one_of(
    st.tuples(
        st.floats(0.1, 6.0),
        st.sampled_from([GOOD, ROUND, HIDDEN, NOBODY, AWAY, DEEP, FRONTAL, HASTY]),
    ),
    st.sampled_from(["skip", "back", "toggle_pause", "end", "interrupt"]),
)


@given(st.lists(acts, max_size=14))
def test_whatever_happens_the_events_keep_their_promises(
    script: list[tuple[float, Values] | str],
) -> None:
    """Any observations and any commands, in any order."""
    player = Player(session(rolling_out(), sitting(), hold_s=4.0), rate_hz=5.0)
    for act in script:
        if act == "interrupt":
            player.events += player.session.interrupt(player.t_s, "gone")
        elif isinstance(act, str):
            player.say(act)
        else:
            player.play(*act)
    names = told(player.events)
    assert names.count("SessionStarted") == bool(names)
    assert names[:1] in ([], ["SessionStarted"])
    assert ("Finished" in names) == player.session.finished
    assert "Finished" not in names[:-1]
    assert names.count("Paused") - names.count("Resumed") <= 1 + names.count("StepEntered")
    for event in player.events:
        held_s = event.as_record().get("held_s", 0.0)
        assert 0.0 <= held_s <= 4.0 + 1e-6
    for step in player.session.summary():
        assert 0.0 <= step.in_zone_s <= step.held_s + 1e-9
        assert all(0.0 <= seconds <= step.held_s + 1e-9 for seconds in step.aim_s.values())
    player.session.snapshot()
