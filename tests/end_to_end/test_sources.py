"""Recordings, streams and broken streams in a camera's place; what is recorded of them."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import cv2
import pytest

from tests.end_to_end.films import cut_out, pictures, played
from tests.end_to_end.practices import (
    UNKNOT,
    WAIT_S,
    Ended,
    Practice,
    Record,
    last_of,
    named,
    plain_environment,
    read_events,
    started,
)
from tests.frames.mjpeg import mjpeg_server

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model

FPS = 15
FIRST_S = 20.0
DIAMOND_S = (4.0, 9.0)
"""A stretch of the demo in which the person sits still in the first pose."""


@pytest.fixture(scope="module")
def first_steps(model: Path, clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo's first two poses as a recording."""
    assert model.exists()
    return cut_out(clip, 0.0, FIRST_S, tmp_path_factory.mktemp("cut") / "first.mp4")


@pytest.fixture(scope="module")
def recorded(
    first_steps: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ended, list[Record], Path]:
    """Practise with a recording, and record that."""
    folder = tmp_path_factory.mktemp("recorded")
    out, events = folder / "out.mp4", folder / "events.jsonl"
    options = ["--camera", first_steps, "--fast", "--no-window", "--hold", "1"]
    command = [UNKNOT, "practise", *options, "--record", out, "--events", events]
    with started(command, folder) as practice:
        ended = practice.end()
    return ended, read_events(events), out


def test_a_recording_is_practised_with(recorded: tuple[Ended, list[Record], Path]) -> None:
    """The steps it shows are completed; its end ends the session, uncompleted, and is no error."""
    ended, events, _ = recorded
    completed = [(event["step"], event["pose"]) for event in named(events, "StepCompleted")]
    assert completed == [(0, "diamond"), (1, "diamond_toes")]
    assert [event["completed"] for event in named(events, "Finished")] == [False]
    assert (ended.code, "Your practice" in ended.out) == (0, True)


def test_the_terminal_follows_the_practice(recorded: tuple[Ended, list[Record], Path]) -> None:
    """Without a window and a terminal, news comes as lines on standard error; no library's."""
    ended, _, _ = recorded
    lines = ended.err.splitlines()
    assert any("Diamond pose | hold" in line for line in lines)
    assert [line for line in lines if not line.startswith("step ")] == []


def test_a_recorded_practice_plays(recorded: tuple[Ended, list[Record], Path]) -> None:
    """What was shown is H.264, every picture of it, at the times of the pictures."""
    _, _, out = recorded
    codec, times_s = played(out)
    assert codec == "h264"
    assert len(times_s) == FIRST_S * FPS
    assert times_s == pytest.approx([index / FPS for index in range(len(times_s))], abs=0.002)


def test_a_recorded_practice_shows_what_was_found(
    recorded: tuple[Ended, list[Record], Path], first_steps: Path
) -> None:
    """The recording is the annotated picture, as in a mirror, and not the bare one."""
    _, _, out = recorded
    (bare, *_), (annotated, *_) = (pictures(file, 8.0, 8.2) for file in (first_steps, out))
    height, width = annotated.shape[:2]
    plain = cv2.resize(bare, (width, height)).astype(int)
    changed, changed_more = (
        (abs(annotated - picture) > 60).any(axis=2).mean() for picture in (plain[:, ::-1], plain)
    )
    assert 0.01 < changed < 0.5
    assert changed < changed_more


def test_a_killed_recording_plays(first_steps: Path, tmp_path: Path) -> None:
    """Whatever is pulled, all but the last moment of the recording is there."""
    out = tmp_path / "out.mp4"
    options = ["--camera", first_steps, "--fast", "--no-window", "--record", out]
    command = [UNKNOT, "practise", *options, "--events", "events.jsonl"]
    with started(command, tmp_path) as practice:
        killed_s = practice.wait_for("HoldStarted")["t_s"]
        practice.process.kill()
        assert practice.process.wait(WAIT_S) < 0
    codec, times_s = played(out)
    assert codec == "h264"
    assert killed_s - 2.0 <= times_s[-1] < FIRST_S


def test_a_reader_that_has_enough_is_no_error(
    model: Path, first_steps: Path, tmp_path: Path
) -> None:
    """``--events - | head -n 3`` gets its lines, and nobody complains about the closed pipe."""
    assert model.exists()
    short = cut_out(first_steps, 0.0, 5.0, tmp_path / "short.mp4")
    options = ["--camera", str(short), "--fast", "--no-window", "--events", "-"]
    with (
        (tmp_path / "stderr.txt").open("wb") as err,
        subprocess.Popen(  # noqa: S603 -- our own command
            [str(UNKNOT), "practise", *options],
            env=plain_environment(tmp_path),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=err,
        ) as process,
    ):
        lines = [process.stdout.readline() for _ in range(3)]
        process.stdout.close()
        code = process.wait(WAIT_S)
    assert all(line.startswith(b'{"t_s"') for line in lines)
    said = (tmp_path / "stderr.txt").read_text(encoding="utf-8")
    assert (code, said.strip().splitlines()[0].strip()) == (0, "Your practice")
    assert "rror" not in said


@pytest.fixture(scope="module")
def streamed(
    model: Path, clip: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Ended, list[Record]]:
    """Practise with a phone's stream that dies, comes back and dies again, then press Ctrl-C."""
    assert model.exists()
    folder = tmp_path_factory.mktemp("streamed")
    with mjpeg_server(pictures(clip, *DIAMOND_S), FPS) as camera:
        options = ["--camera", camera.url, "--no-window", "--hold", "1"]
        command = [UNKNOT, "practise", *options, "--events", "events.jsonl"]
        with started(command, folder) as practice:
            practice.wait_for("StepCompleted")
            camera.off()
            practice.wait_for("Paused")
            camera.on()
            practice.wait_for("Resumed")
            camera.off()
            practice.wait_for("Paused", 2)
            ended = practice.interrupt()
            return ended, practice.events()


def test_a_stream_is_practised_with(streamed: tuple[Ended, list[Record]]) -> None:
    """The first pose is recognised, held and completed in front of a phone's camera."""
    _, events = streamed
    names = [event["event"] for event in events if event["step"] == 0]
    steps = ("StepEntered", "HoldStarted", "HoldCompleted", "StepCompleted")
    assert [name for name in names if name in steps] == [*steps]


def test_a_stream_that_dies_pauses_until_it_is_back(streamed: tuple[Ended, list[Record]]) -> None:
    """Pictures that stay away are a pause, which tells why, and goes on by itself."""
    _, events = streamed
    pauses = named(events, "Paused", "Resumed")
    assert [event["event"] for event in pauses] == ["Paused", "Resumed", "Paused"]
    assert pauses[0]["reason"].startswith(("the camera is gone", "no picture from the camera"))
    assert pauses[0]["t_s"] < pauses[1]["t_s"]


def test_time_does_not_go_back_when_a_stream_does(streamed: tuple[Ended, list[Record]]) -> None:
    """A reconnected camera goes on by the same clock."""
    _, events = streamed
    times_s = [event["t_s"] for event in events]
    assert times_s == sorted(times_s)


def test_ctrl_c_ends_with_a_summary(streamed: tuple[Ended, list[Record]]) -> None:
    """It is the quit key of a terminal: exit code 0, what was done so far, and no traceback."""
    ended, events = streamed
    assert ended.code == 0
    assert "Your practice" in ended.out
    assert "Traceback" not in ended.out + ended.err
    assert [event["completed"] for event in named(events, "Finished")] == [False]


def test_ctrl_c_ends_a_recording_that_plays(first_steps: Path, tmp_path: Path) -> None:
    """In the middle of a practice at real speed, everything written is finished properly."""
    out = tmp_path / "out.mkv"
    options = ["--camera", first_steps, "--no-window", "--record", out]
    command = [UNKNOT, "practise", *options, "--events", "events.jsonl"]
    with started(command, tmp_path) as practice:
        entered_s = practice.wait_for("StepEntered")["t_s"]
        ended = practice.interrupt()
        last = practice.events()[-1]
        finished = last_of(practice.events())
    assert (ended.code, finished) == (0, "Finished")
    assert_no_complaint(practice, ended)
    codec, times_s = played(out)
    assert codec == "h264"
    assert entered_s - 0.2 <= times_s[-1] <= last["t_s"] + 0.1


def assert_no_complaint(practice: Practice, ended: Ended) -> None:
    """Check that nothing but the practice and its summary was said."""
    assert practice.process.returncode == 0
    assert "Your practice" in ended.out
    news = [line for line in ended.err.splitlines() if not line.startswith("step ")]
    assert news in ([], ["No sound: no device"])  # the latter where there is none
