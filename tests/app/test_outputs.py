"""What is wanted is told and shown, and what fails is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.app.fake_outputs import FRAMES, FakeOutput, Told, events_of_an_end
from vision.errors import OutputError
from vision.render.output import Key

if TYPE_CHECKING:
    from vision.session.live.practice import Session


# --- what all of them get ----------------------------------------------------------------------


def test_without_a_picture_wanted_nothing_is_drawn(session: Session) -> None:
    """Drawing costs time: a session that only writes events draws no picture."""
    told = Told(FakeOutput())
    assert told.outputs.show(FRAMES[0], None, session.snapshot()) == []
    assert told.overlay.drawn == []


def test_without_any_output_a_practice_is_not_abandoned(session: Session) -> None:
    """Whoever only measures wants none."""
    told = Told()
    told.outputs.tell(events_of_an_end())
    assert told.outputs.show(FRAMES[0], None, session.snapshot()) == []
    assert not told.outputs.abandoned


def test_every_output_is_told_everything(session: Session) -> None:
    """Events, moments and summaries reach all of them in their order."""
    first, second = FakeOutput(), FakeOutput([])
    told = Told(first, second)
    events, snapshot = events_of_an_end(), session.snapshot()
    with told.outputs as outputs:
        outputs.tell(events)
        outputs.show(FRAMES[0], None, snapshot)
        outputs.end(session.summary())
    for output in (first, second):
        assert output.told == events
        assert [(each.frame, each.snapshot) for each in output.shown] == [(FRAMES[0], snapshot)]
        assert (output.ended, output.closed) == ([session.summary()], 1)
    assert (told.lines, told.outputs.failed, told.outputs.abandoned) == ([], False, False)


def test_a_picture_is_drawn_once_for_all(session: Session) -> None:
    """The window and the recording show the same one, with the line of keys."""
    one, other = FakeOutput([]), FakeOutput([])
    told = Told(one, other)
    for frame in FRAMES[:2]:
        told.outputs.show(frame, None, session.snapshot())
    assert told.overlay.drawn == [(frame, True) for frame in FRAMES[:2]]
    assert [int(image[0, 0, 0]) for image in one.images] == [51, 61]
    assert [a is b for a, b in zip(one.images, other.images, strict=True)] == [True, True]


def test_a_key_comes_from_the_output_that_has_some(session: Session) -> None:
    """Whichever it is, and whatever the others say."""
    outputs = Told(FakeOutput([None, Key.NEXT]), FakeOutput()).outputs
    keys = [outputs.show(frame, None, session.snapshot()) for frame in FRAMES]
    assert keys == [[], [Key.NEXT], []]


def test_keys_of_several_outputs_all_count(session: Session) -> None:
    """Two q in one picture are two, wherever they are pressed."""
    outputs = Told(FakeOutput([Key.QUIT]), FakeOutput([Key.QUIT])).outputs
    assert outputs.show(FRAMES[0], None, session.snapshot()) == [Key.QUIT, Key.QUIT]


def test_without_a_picture_the_last_one_stays(session: Session) -> None:
    """While a camera is gone the window goes on with its last picture."""
    told = Told(FakeOutput([None, Key.QUIT]))
    told.outputs.show(FRAMES[1], None, session.snapshot())
    assert told.outputs.show(None, None, session.snapshot()) == [Key.QUIT]
    assert [frame.index for frame, _ in told.overlay.drawn] == [1, 1]


def test_before_the_first_picture_there_is_an_empty_one(session: Session) -> None:
    """A camera that stalls at once still opens a window that can be quit."""
    window = FakeOutput([Key.QUIT])
    assert Told(window).outputs.show(None, None, session.snapshot()) == [Key.QUIT]
    assert window.images[0].shape[2] == 3


def test_an_output_that_cannot_begin_is_refused() -> None:
    """Nobody practises an hour to learn in the end that nothing was written."""

    class Refusing(FakeOutput):
        def begin(self) -> None:
            raise OutputError("no such folder")

    with pytest.raises(OutputError, match="no such folder"):
        Told(Refusing())


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_everything_is_closed_when_a_practice_breaks_off(error: type[BaseException]) -> None:
    """No summary is told then."""
    first, second = FakeOutput(fails={"close": OSError("stuck")}), FakeOutput()
    told = Told(first, second)
    with pytest.raises(error), told.outputs:
        raise error
    assert [(output.closed, output.ended) for output in (first, second)] == [(1, [])] * 2
    assert told.lines == ["unknot: FakeOutput: OSError: stuck"]


# --- one that fails ----------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["tell", "show", "end"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OutputError("it is broken"), "it is broken"),
        (ZeroDivisionError("by the way"), "FakeOutput: ZeroDivisionError: by the way"),
    ],
)
def test_one_that_fails_is_told_once_and_left_out(
    session: Session, method: str, error: Exception, said: str
) -> None:
    """The others get all there is, before and after."""
    before, failing, after = FakeOutput(), FakeOutput(fails={method: error}), FakeOutput()
    told, events = Told(before, failing, after), events_of_an_end()
    with told.outputs as outputs:
        for frame in FRAMES:
            outputs.tell(events)
            outputs.show(frame, None, session.snapshot())
        outputs.end(session.summary())
    for output in (before, after):
        assert (len(output.told), len(output.shown), len(output.ended)) == (6, 3, 1)
    assert told.lines == [f"unknot: {said}; the practice goes on all the same"]
    assert (outputs.failed, outputs.abandoned, failing.closed) == (True, False, 1)


def test_another_may_take_its_place(session: Session) -> None:
    """So that a person whose window is gone still sees the practice."""
    window, terminal = FakeOutput([]), FakeOutput()
    told = Told()
    told.outputs.add(window, instead=terminal)
    assert told.outputs.have_keys
    told.outputs.show(FRAMES[0], None, session.snapshot())
    window.fails["show"] = OutputError("the window is gone")
    for frame in FRAMES[1:]:
        told.outputs.show(frame, None, session.snapshot())
    assert [moment.frame for moment in terminal.shown] == [FRAMES[2]]
    assert told.lines == ["unknot: the window is gone; the practice is shown here instead"]
    assert (told.outputs.abandoned, told.outputs.have_keys) == (False, False)


def test_when_the_last_one_fails_the_practice_is_abandoned() -> None:
    """With the reason, since something that was wanted is not there."""
    told = Told(FakeOutput(fails={"tell": OutputError("the disk is full")}))
    told.outputs.tell(events_of_an_end())
    assert (told.outputs.abandoned, told.outputs.failed) == (True, True)
    assert told.lines == ["unknot: the disk is full"]
