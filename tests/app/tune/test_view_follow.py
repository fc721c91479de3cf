"""A tab takes up what other tabs have saved, and keeps what is tried in it."""

from __future__ import annotations

from dataclasses import replace

from tests.app.tune.desks import (
    ANN,
    BACK,
    BEN,
    KNEE,
    LIBRARY,
    SIT,
    TRUNK,
    bounded,
    desk_of,
    view_of,
)
from vision.app.tune.view import View
from vision.criteria.library import PoseLibrary
from vision.tune.bounds import Bounds


def test_without_news_there_is_nothing_to_follow() -> None:
    """What is tried stays as it is."""
    view = view_of()
    view.move(high=9.0)
    assert view.follow() is False
    assert view.bounds.high == 9.0


def test_what_another_tab_saved_is_taken_up_once() -> None:
    """Numbers, and what comes of them, as saved and as tried."""
    desk, saved = desk_of(ANN)
    view = View(desk, BACK)
    saved.append(bounded(SIT, "back_straight", high=5.0))
    desk.reload()
    assert view.saved.high == 1.0
    assert view.follow() is True
    assert view.saved.high == view.bounds.high == 5.0
    assert view.counts()[0].calls == view.counts()[1].calls == 0
    assert view.counts(0)[1].met_s > 10.0
    assert view.follow() is False


def test_what_is_being_tried_stays_when_another_tab_saves() -> None:
    """The numbers that were not touched follow."""
    desk, saved = desk_of(ANN)
    view = View(desk, BACK)
    view.move(margin=0.25)
    saved.append(bounded(SIT, "back_straight", high=5.0))
    desk.reload()
    view.follow()
    assert view.bounds == view.saved.changed(margin=0.25)
    assert view.bounds.high == 5.0


def test_what_another_tab_saved_as_it_was_tried_here_is_not_tried_any_more() -> None:
    """It is what is saved now."""
    desk, saved = desk_of(ANN)
    view = View(desk, BACK)
    view.move(high=5.0)
    saved.append(bounded(SIT, "back_straight", high=5.0))
    desk.reload()
    view.follow()
    assert view.bounds.unlike(view.saved) == {}


def test_a_pose_that_is_gone_gives_way_to_one_that_is_there() -> None:
    """What was tried of it goes with it."""
    desk, saved = desk_of(ANN, BEN)
    view = View(desk, KNEE)
    view.move(high=9.0)
    saved.append(PoseLibrary({("sit", None): SIT}))
    desk.reload()
    assert view.follow() is True
    assert view.choice == BACK
    assert view.bounds == view.saved == Bounds.of(SIT.criteria[1])


def test_numbers_tried_here_that_no_longer_fit_what_another_tab_saved_are_dropped() -> None:
    """They could not be meant together."""
    desk, saved = desk_of(ANN)
    view = View(desk, TRUNK)
    view.move(low=8.0)
    saved.append(bounded(SIT, "trunk_upright", high=5.0))
    desk.reload()
    assert view.follow() is True
    assert view.bounds.low <= view.bounds.high == 5.0


def test_a_criterion_that_is_gone_gives_way_to_one_that_is_there() -> None:
    """And what was tried of it is let go."""
    desk, saved = desk_of(ANN)
    view = View(desk, TRUNK)
    without = replace(SIT, criteria=SIT.criteria[:2])
    saved.append(PoseLibrary({**LIBRARY.poses, ("sit", None): without}))
    desk.reload()
    assert view.follow() is True
    assert view.choice == BACK
