"""One tab: what is chosen, what is tried, and what comes of it."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.tune.desks import (
    ANN,
    BACK,
    BEN,
    KNEE,
    LEFT,
    RIGHT,
    SIT,
    T_S,
    TRUNK,
    desk_of,
    session_of,
    view_of,
)
from tests.builders import criterion
from tests.session.takes import done
from vision.app.tune.desk import Choice
from vision.app.tune.view import Counts, first_choice, status_at
from vision.criteria.model import Status
from vision.errors import UsageError
from vision.session.recorded.tracks import Run, Track
from vision.tune.bounds import Bounds

MET, MISSED, UNSEEN = Status


# --- what is chosen ------------------------------------------------------------------------------


def test_at_first_a_moment_in_the_pose_is_shown() -> None:
    """The middle of the first stretch, in whichever session it is done."""
    in_ann, in_ben = view_of(), view_of(choice=KNEE)
    assert (in_ann.session, in_ann.t_s) == (0, 10.0)
    assert (in_ben.session, in_ben.t_s) == (1, 7.0)


def test_a_pose_nobody_does_is_shown_at_a_moment_there_is() -> None:
    """The first one: this session does not begin at zero."""
    view = view_of(BEN, choice=BACK)
    assert (view.session, view.t_s) == (0, 4.0)
    assert view.status() is None
    assert view.counts() == (Counts(0, 0, 0, 0), Counts(0, 0, 0, 0))


def test_another_criterion_of_a_pose_keeps_the_moment_and_what_was_tried() -> None:
    """One compares criteria at one moment, and comes back to the numbers one left."""
    view = view_of()
    view.move(high=0.5)
    view.seek(1, 5.5)
    view.choose(TRUNK)
    assert (view.choice, view.session, view.t_s) == (TRUNK, 1, 5.5)
    assert view.bounds == view.saved == Bounds.of(SIT.criteria[2])
    assert view.now == view.before
    assert view.unit == "deg"
    view.choose(BACK)
    assert view.bounds.high == 0.5
    view.reset()
    view.choose(TRUNK)
    view.choose(BACK)
    assert view.bounds.high == 1.0


def test_another_pose_is_shown_where_it_is_done() -> None:
    """Not where the one before was."""
    view = view_of()
    view.choose(KNEE)
    assert (view.session, view.t_s) == (1, 7.0)
    assert view.criterion.name == "knee"


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (Choice("sit", "back_strait"), "sit has no criterion 'back_strait'; did you mean"),
        (Choice("sitt", "back_straight"), "there is no pose 'sitt'; did you mean 'sit'"),
    ],
)
def test_what_is_not_there_cannot_be_shown(choice: Choice, words: str) -> None:
    """With what may have been meant."""
    with pytest.raises(UsageError, match=words):
        view_of(choice=choice)


def test_first_comes_what_can_be_corrected_in_a_pose_that_is_done() -> None:
    """A form before all else; a pose without any only where no other is done."""
    assert first_choice(desk_of(BEN, ANN)[0]) == BACK
    assert first_choice(desk_of(BEN)[0]) == KNEE
    nothing = session_of("nothing")
    assert first_choice(desk_of(nothing)[0]) == Choice("lie", "slowly")


def test_of_a_pose_that_was_named_its_first_criterion_by_use_is_shown() -> None:
    """Form and movement before depth, and what recognises it after those."""
    desk, _ = desk_of(ANN)
    assert first_choice(desk, "sit") == BACK
    assert first_choice(desk, "lie") == Choice("lie", "slowly")
    assert first_choice(desk, "legs") == KNEE
    with pytest.raises(UsageError, match="there is no pose 'stand'"):
        first_choice(desk, "stand")


# --- what is tried -------------------------------------------------------------------------------


def test_what_is_tried_is_judged_beside_what_is_saved() -> None:
    """Nothing is saved by trying."""
    view = view_of()
    before = view.before
    view.move(high=3.0, margin=0.0)
    assert view.saved == Bounds.of(SIT.criteria[1])
    assert view.bounds == view.saved.changed(high=3.0, margin=0.0)
    assert view.before == before
    assert [sum(track.calls for track in tracks) for tracks in view.before] == [1, 0]
    assert [sum(track.calls for track in tracks) for tracks in view.now] == [0, 0]
    assert view.criterion.band.high == 1.0


def test_one_number_after_the_other_is_tried() -> None:
    """Those moved before stay moved."""
    view = view_of()
    view.move(high=3.0)
    view.move(margin=0.2)
    assert view.bounds.unlike(view.saved) == {"high": 3.0, "margin": 0.2}


def test_numbers_that_cannot_be_meant_change_nothing() -> None:
    """Neither what is tried nor what is shown of it."""
    view = view_of(choice=TRUNK)
    view.move(high=2.0)
    bounds, now = view.bounds, view.now
    with pytest.raises(UsageError, match="low = 5 should be at most high = 2"):
        view.move(low=5.0)
    assert (view.bounds, view.now) == (bounds, now)


def test_what_was_tried_can_be_dropped() -> None:
    """The moment stays."""
    view = view_of()
    view.seek(0, 12.0)
    view.move(high=9.0)
    view.reset()
    assert view.bounds == view.saved
    assert view.now == view.before
    assert view.t_s == 12.0


# --- what comes of it ----------------------------------------------------------------------------


def test_the_answer_at_a_moment_is_that_of_the_numbers_tried() -> None:
    """None outside of the pose: before its lead, and from its end on."""
    view = view_of()
    found = []
    for t_s in (0.9, 1.0, 1.4, 6.0, 14.0, 17.9, 18.0):
        view.seek(0, t_s)
        found.append(view.status())
    assert found == [None, UNSEEN, MET, MET, MISSED, MET, None]
    view.seek(0, 14.0)
    view.move(high=3.0)
    assert view.status() is MET


def test_between_two_runs_nothing_is_found() -> None:
    """A run ends before its end, and there may be a gap until the next."""
    runs = (Run(1.0, 2.0, MET), Run(2.0, 3.0, MISSED), Run(5.0, 6.0, UNSEEN))
    asked_s = (0.5, 1.0, 1.99, 2.0, 3.0, 4.9, 5.0, 6.0)
    assert [status_at(runs, t_s) for t_s in asked_s] == [
        *(None, MET, MET, MISSED),
        *(None, None, UNSEEN, None),
    ]
    assert status_at((), 1.0) is None


def test_counts_are_of_one_session_or_of_all() -> None:
    """As saved and as tried; together they last as long as the pose."""
    twin = session_of("twin", *ANN.stretches)
    view = view_of(ANN, twin, BEN)
    view.move(high=3.0)
    before, now = view.counts(0)
    assert before.calls == 1
    assert before.missed_s == pytest.approx(5.0, abs=1.0)
    assert (now.calls, now.missed_s) == (0, 0.0)
    assert sum(before.seconds) == sum(now.seconds) == pytest.approx(17.0)
    assert view.counts(2) == (Counts(0, 0, 0, 0), Counts(0, 0, 0, 0))
    both, _ = view.counts()
    assert both.calls == 2
    assert both.seconds == pytest.approx([2 * seconds for seconds in before.seconds])


def test_counts_are_in_the_order_of_the_answers() -> None:
    """As a table's columns are."""
    runs = (Run(0, 1, MET), Run(1, 3, MISSED), Run(3, 7, UNSEEN), Run(7, 8, MISSED))
    of = criterion("back_bow")
    counts = Counts.of([Track(of, runs), Track(of, runs[:1])])
    assert counts == Counts(met_s=2, missed_s=3, unseen_s=4, calls=2)
    assert counts.seconds == (2, 3, 4)


# --- what is measured ----------------------------------------------------------------------------


def test_of_a_sided_pose_the_measure_of_the_side_that_is_done_is_shown() -> None:
    """Where it is judged, from the lead on; elsewhere that of the first side."""
    legs = (done(RIGHT, 2.0, 4.0), done(LEFT, 9.0, 11.0, lead_s=8.0))
    view = view_of(session_of("ann", *legs), choice=KNEE)
    values = view.values(0)
    left = (T_S >= 8.0) & (T_S < 11.0)
    assert set(values[left]) == {3.0}
    assert set(values[~left]) == {7.0}
    assert set(ANN.take.measures["knee_right"]) == {7.0}


def test_the_value_at_a_moment_is_that_of_the_latest_picture() -> None:
    """NaN where it cannot be told."""
    view = view_of()
    view.seek(0, 10.0)
    assert view.value() == 2.0
    view.seek(0, 9.99)
    assert view.value() == 0.0
    view.choose(TRUNK)
    view.seek(0, 5.9)
    assert np.isnan(view.value())
    view.seek(0, 19.9)
    assert view.value() == 3.0


@pytest.mark.parametrize(
    ("asked_s", "shown_s"), [(-3.0, 4.0), (4.0, 4.0), (9.25, 9.25), (1e9, 23.9), (-1e9, 4.0)]
)
def test_a_moment_outside_of_a_session_is_moved_to_its_end(asked_s: float, shown_s: float) -> None:
    """To the nearer one."""
    view = view_of()
    view.seek(1, asked_s)
    assert (view.session, view.t_s) == (1, pytest.approx(shown_s))


def test_the_side_of_a_stretch_is_that_which_is_done_for_most_of_it() -> None:
    """None where it only touches it, or lies beside it."""
    legs = (done(RIGHT, 2.0, 4.0), done(LEFT, 5.0, 11.0))
    view = view_of(session_of("ann", *legs), choice=KNEE)
    assert view.side_within(0, 2.5, 3.0) == "right"
    assert view.side_within(0, 2.0, 6.5) == "right"
    assert view.side_within(0, 2.5, 8.0) == "left"
    assert view.side_within(0, 4.0, 5.0) is None
    assert view.side_within(0, 15.0, 16.0) is None


def test_a_pose_without_sides_has_none_in_any_stretch() -> None:
    """Whether it is done there or not."""
    view = view_of()
    assert view.side_within(0, 5.0, 6.0) is None
    assert view.side_within(1, 5.0, 6.0) is None


def test_it_is_known_whether_a_pose_was_found_without_the_routine() -> None:
    """By the pose that is chosen."""
    view = view_of()
    assert view.found_alone(0) is False
    view.choose(KNEE)
    assert [view.found_alone(index) for index in (0, 1)] == [False, True]
    assert [len(view.stretches(index)) for index in (0, 1)] == [0, 1]


def test_choosing_what_is_not_there_changes_nothing() -> None:
    """It is told, and what was shown is shown on."""
    view = view_of()
    with pytest.raises(UsageError):
        view.choose(Choice("sit", "nope"))
    assert view.choice == BACK
