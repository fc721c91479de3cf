"""The whole of a practice, with what it opens replaced: sources, options, and how it ends."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from tests.app.practising import FailingWatcher, FakeWatcher
from tests.frames.fakes import FakeSource, plain_frames
from vision.app import practise as app
from vision.app.live.options import Options
from vision.app.settings import DEFAULT_FLOW, load_demo_flow, load_library
from vision.errors import FrameSourceError, FrameWriterError, UsageError
from vision.landmarks.engines import Engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from vision.session.routine import Routine


@pytest.fixture
def practise(
    routine: Routine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[..., tuple[str, str]]:
    """Give the practice over a source of the test's; it returns what stdout and stderr said."""
    assert routine.steps
    monkeypatch.setattr(app, "ready_engine", lambda *_: Engine(tmp_path / "model.task"))
    monkeypatch.setattr(app, "Watcher", lambda _: FakeWatcher())
    monkeypatch.setattr(app, "demo_clip", lambda: contextlib.nullcontext(tmp_path / "demo.mp4"))

    def run(
        sources: dict[str, FakeSource], capsys: pytest.CaptureFixture[str], **options: object
    ) -> tuple[str, str]:
        names = {str(tmp_path / "demo.mp4"): "demo"}
        opened: list[tuple[str, bool]] = []

        def open_source(spec: str, *, fast: bool) -> FakeSource:
            opened.append((spec, fast))
            return sources[names.get(spec, spec)]

        monkeypatch.setattr(app, "open_source", open_source)
        asked = Options(
            **{
                "camera": None,
                "demo": False,
                "fast": False,
                "flow": DEFAULT_FLOW,
                "hold": None,
                "breath": "4-4-4-4",
                "thresholds": None,
                "model": None,
                "engine": "auto",
                "window": False,
                "events": str(tmp_path / "events.jsonl"),
                "record": None,
                "mirror": True,
                **options,
            }
        )
        err = io.StringIO()
        app.practise(asked, Console(file=err, width=200))
        return capsys.readouterr().out, err.getvalue()

    return run


def entered_s(folder: Path) -> float:
    """Return the hold of the first step, as events tell it."""
    lines = (folder / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    return next(event["hold_s"] for event in events if event["event"] == "StepEntered")


def test_the_first_webcam_is_the_default(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the routine's own holds; the source is left, and the summary printed."""
    camera = FakeSource(plain_frames(200), live=True)
    out, err = practise({"0": camera}, capsys)
    assert (camera.entered, camera.left) == (1, 1)
    assert "Your practice" in out
    assert "demo" not in err
    assert entered_s(tmp_path) == 60.0


def test_the_demo_takes_the_place_of_a_missing_webcam(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It says so, and uses the holds the clip shows."""
    demo = FakeSource(plain_frames(20))
    missing = FakeSource([], refuses=FrameSourceError("camera 0 cannot be opened"))
    _, err = practise({"0": missing, "demo": demo}, capsys)
    assert err.startswith("unknot: camera 0 cannot be opened\nunknot: so here is the demo clip")
    assert demo.left == 1
    assert entered_s(tmp_path) == load_demo_flow(load_library(None)).steps[0].hold_s


def test_a_camera_that_was_named_is_not_replaced(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Its error is the answer, also for the default number."""
    missing = FakeSource([], refuses=FrameSourceError("camera 0 cannot be opened"))
    with pytest.raises(FrameSourceError):
        practise({"0": missing}, capsys, camera="0")


def test_one_hold_for_all_steps(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is asked for wins over the demo's holds."""
    practise({"demo": FakeSource(plain_frames(20))}, capsys, demo=True, hold="33")
    assert entered_s(tmp_path) == 33.0


@pytest.mark.parametrize(
    "options",
    [{"demo": True, "camera": "0"}, {"demo": True, "flow": "relax_only"}, {"fast": True}],
)
def test_what_does_not_go_together_is_refused(
    practise: Callable[..., tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    options: dict[str, Any],
) -> None:
    """Before anything is opened."""
    source = FakeSource(plain_frames(3))
    with pytest.raises(UsageError):
        practise({"0": source, "demo": source}, capsys, **options)
    assert source.entered == 0


def test_a_damaged_recording_is_told_of_in_the_end(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """What there was is practised with; what was missing is one line."""
    damaged = FakeSource(plain_frames(20), ended_early="clip.mp4 breaks off after 0:02")
    out, err = practise({"clip.mp4": damaged}, capsys, camera="clip.mp4")
    assert "unknot: clip.mp4 breaks off after 0:02" in err.splitlines()
    assert "Your practice" in out


def test_the_summary_keeps_out_of_the_events(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str]
) -> None:
    """With events on standard output, only they are there."""
    source = FakeSource(plain_frames(20))
    out, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", events="-")
    assert [json.loads(line)["event"] for line in out.splitlines()][-1] == "Finished"
    assert "Your practice" in err


def test_without_a_display_the_terminal_takes_over(
    practise: Callable[..., tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says why there is no window, and shows the practice there."""
    monkeypatch.setattr(app, "why_no_window", lambda: "no display: DISPLAY is not set")
    source = FakeSource(plain_frames(30))
    _, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", window=True)
    first, *news = err.splitlines()
    assert first == "unknot: no display: DISPLAY is not set; so the practice is shown here"
    assert any("Diamond pose" in line for line in news)


@pytest.fixture
def codes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the exit codes of the practices that have been run."""
    codes: list[int] = []
    run = app.practise
    monkeypatch.setattr(app, "practise", lambda *given: codes.append(run(*given)))
    return codes


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_an_output_that_failed_shows_in_the_exit_code(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], codes: list[int]
) -> None:
    """The practice goes on to its summary, and a script learns that events are missing."""
    for events in ("/dev/full", "-"):
        source = FakeSource(plain_frames(20))
        out, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", events=events)
        assert "Your practice" in out + err
    assert codes == [1, 0]


def test_an_error_on_the_way_loses_nothing(
    practise: Callable[..., tuple[str, str]],
    capsys: pytest.CaptureFixture[str],
    codes: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was done is summed up, the reason told in a line, and a script learns of it."""
    monkeypatch.setattr(app, "Watcher", lambda _: FailingWatcher(after=40))
    source = FakeSource(plain_frames(80))
    out, err = practise({"clip.mp4": source}, capsys, camera="clip.mp4", events="-")
    assert [json.loads(line)["event"] for line in out.splitlines()][-1] == "Finished"
    assert "unknot: the network is gone; the practice ends here" in err.splitlines()
    assert "Your practice" in err
    assert (codes, source.left) == ([1], 1)


def test_everything_is_left_when_something_fails(
    practise: Callable[..., tuple[str, str]], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A recording that cannot be written leaves no camera running."""
    camera = FakeSource(plain_frames(3), live=True)
    with pytest.raises(FrameWriterError, match="nosuch"):
        practise({"0": camera}, capsys, record=tmp_path / "nosuch" / "out.mp4")
    assert (camera.entered, camera.left) == (1, 1)
