"""The demo clip through the whole program, once; what is true in it stands in ``demo.toml``."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
import tomlkit

from benchmarks.practitioner.demo import truths
from tests.end_to_end.practices import UNKNOT, Ended, Record, last_of, named, ran
from tests.paths import ROUTINES
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.practitioner.truth import Truth

pytestmark = [pytest.mark.model, pytest.mark.whole]

TRUTH = tomlkit.parse((ROUTINES / "demo.toml").read_text(encoding="utf-8")).unwrap()
STEPS: list[dict[str, Any]] = TRUTH["step"]
MISTAKES: list[dict[str, Any]] = TRUTH["mistake"]
STAGES = ["abdomen_to_thigh", "chest_to_knee", "face_to_shin"]
FOLDS = [index for index, step in enumerate(STEPS) if step["pose"] == "head_to_knee"]
CALLED_WITHIN_S = 2.0
EARLY_S = 1.5
"""The last of the way into a pose looks like the pose, to a person as well."""
NOTICED_AFTER_S = 1.0
ONLY_LYING = ("relax_v1", "relax_v2", "spinal_harmony")
"""Of these only the lying is checked, and the person lies since the reclining hero."""
(LYING_FROM_S,) = (step["in_pose_s"] for step in STEPS if step["pose"] == "reclining_hero")

each_step = pytest.mark.parametrize(
    "index", range(len(STEPS)), ids=[f"{i}-{step['pose']}" for i, step in enumerate(STEPS)]
)
each_mistake = pytest.mark.parametrize(
    "mistake", MISTAKES, ids=[mistake["criterion"] for mistake in MISTAKES]
)


@dataclass(frozen=True)
class Run:
    """One run through the clip, and its events."""

    ended: Ended
    events: list[Record]

    def of(self, index: int, *names: str) -> list[Record]:
        """Return what happened in a step."""
        return [event for event in named(self.events, *names) if event["step"] == index]

    def one(self, index: int, name: str) -> Record:
        """Return what happened exactly once in a step."""
        (event,) = self.of(index, name)
        return event


@pytest.fixture(scope="module")
def run(model: Path, clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Practise with the demo, its events on standard output."""
    assert model.exists()
    assert clip.exists()
    command = [UNKNOT, "practise", "--demo", "--fast", "--no-window", "--events", "-"]
    ended = ran(command, tmp_path_factory.mktemp("demo"))
    return Run(ended, [json.loads(line) for line in ended.out.splitlines()])


def step_of(mistake: dict[str, Any]) -> int:
    """Return the step a mistake is made in."""
    (index,) = (i for i, step in enumerate(STEPS) if step["row"] == mistake["row"])
    return index


def briefly(events: Sequence[Record]) -> list[tuple[float, int, str]]:
    """Return what stands in events about criteria, for a short message when a test fails."""
    return [(event["t_s"], event["step"], event["criterion"]) for event in events]


# --- how it runs -------------------------------------------------------------------------------


def test_it_ends_well(run: Run) -> None:
    """The exit code says that nothing went wrong."""
    assert run.ended.code == 0


def test_standard_output_is_nothing_but_events(run: Run) -> None:
    """Every line is one JSON object of an event, so that a program can read them."""
    assert run.events
    assert all({"t_s", "event", "step", "pose", "side"} <= event.keys() for event in run.events)


def test_time_never_goes_back(run: Run) -> None:
    """Events come in the order in which they happened, all within the clip."""
    times_s = [event["t_s"] for event in run.events]
    assert times_s == sorted(times_s)
    assert times_s[0] >= 0.0
    assert times_s[-1] <= TRUTH["duration_s"]


def test_the_terminal_hears_nothing_but_the_summary(run: Run) -> None:
    """No library leaves a line there; the summary tells of every step."""
    title, *table = run.ended.err.strip().splitlines()
    assert title.strip() == "Your practice"
    assert [line for line in table if line[0] not in "┏┃┡│└"] == []
    assert sum("│" in line for line in table) >= len(STEPS)


# --- the routine -------------------------------------------------------------------------------


def test_it_begins_and_finishes_once(run: Run) -> None:
    """The first event begins the session, the last finishes it as completed."""
    assert run.events[0]["event"] == "SessionStarted"
    assert "not medical advice" in run.events[0]["notice"]
    assert [event["completed"] for event in named(run.events, "Finished")] == [True]
    assert last_of(run.events) == "Finished"


def test_every_step_is_gone_through_in_order(run: Run) -> None:
    """Each step is entered, held and completed before the next, and none of them twice."""
    names = ("StepEntered", "HoldCompleted", "StepCompleted")
    walked = [(event["step"], event["event"]) for event in named(run.events, *names)]
    assert walked == [(index, name) for index in range(len(STEPS)) for name in names]


@each_step
def test_a_step_is_the_one_that_is_played(run: Run, index: int) -> None:
    """Pose, leg in front and hold are those of the clip."""
    entered = run.one(index, "StepEntered")
    played = STEPS[index]
    assert (entered["pose"], entered["side"]) == (played["pose"], played.get("side"))
    assert entered["hold_s"] == played["hold_s"]


@each_step
def test_a_hold_starts_only_when_the_pose_is_reached(run: Run, index: int) -> None:
    """No time is counted before the person is there, or after they have left."""
    step = STEPS[index]
    reached_s = step["in_pose_s"] if step["pose"] not in ONLY_LYING else LYING_FROM_S
    assert reached_s - EARLY_S <= run.of(index, "HoldStarted")[0]["t_s"]
    assert run.one(index, "HoldCompleted")["t_s"] <= step["out_s"]


@each_step
def test_time_is_counted_only_in_the_pose(run: Run, index: int) -> None:
    """While the hold runs, the body really has the shape of the pose, by its known joints."""
    held = run.of(index, "HoldStarted", "HoldBroken", "HoldCompleted")
    stretches = zip(held[::2], held[1::2], strict=True)
    times_s = [t_s for begin, end in stretches for t_s in _within(begin["t_s"], end["t_s"])]
    bodies = zip(times_s, truths(times_s), strict=True)
    assert times_s
    assert [(t_s, body) for t_s, body in bodies if not _is_in(STEPS[index], body)] == []


def _within(first_s: float, last_s: float) -> list[float]:
    """Give moments of a stretch that was counted, without its end, which is noticed late."""
    count = max(1, int((last_s - NOTICED_AFTER_S - first_s) / 0.2))
    return [first_s + 0.2 * index for index in range(count)]


def _is_in(step: dict[str, Any], body: Truth) -> bool:
    """Say whether a body is in a pose, widely: what no one would take for another pose."""
    tilt_deg = body.trunk_tilt_deg
    knees_deg = {"left": body.left_knee_deg, "right": body.right_knee_deg}
    folded = [side for side, knee_deg in knees_deg.items() if knee_deg < 80]
    if step["pose"] in {"diamond", "diamond_toes", "hero"}:
        return abs(tilt_deg) < 40 and len(folded) == 2
    if step["pose"] == "head_to_knee":
        return knees_deg[step["side"]] > 140 and len(folded) == 1
    if step["pose"] == "coming_up":
        return abs(tilt_deg) < 45
    return -135 < tilt_deg < -50 and (step["pose"] != "reclining_hero" or len(folded) == 2)


@each_step
def test_the_time_held_is_the_time_that_passed(run: Run, index: int) -> None:
    """The hold is as long as asked for, and takes no less time of the clip."""
    held = run.one(index, "HoldCompleted")
    first = run.of(index, "HoldStarted")[0]
    asked_s = STEPS[index]["hold_s"]
    assert held["held_s"] == pytest.approx(asked_s, abs=0.2)
    assert held["t_s"] - first["t_s"] >= asked_s - 0.5
    assert 0.0 < run.one(index, "StepCompleted")["in_zone_s"] <= asked_s + 0.2


def test_a_hold_is_broken_by_planted_mistakes_alone(run: Run) -> None:
    """The time of somebody who does it well never stands still."""
    broken = {(event["step"], event["reason"]) for event in named(run.events, "HoldBroken")}
    planted = {(step_of(mistake), mistake["criterion"]) for mistake in MISTAKES}
    # A rounded back is one by everybody's bound, and by this person's own.
    own = {(step, "back_tall") for step, name in planted if name == "back_straight"}
    assert broken <= planted | own


@each_step
def test_a_step_is_led_in_the_order_of_its_moments(run: Run, index: int) -> None:
    """On the way in, in the pose, and out of it, and each is told once."""
    pose = load_flow(DEFAULT_FLOW, load_library(None)).steps[index].pose
    told = [event["text"] for event in run.of(index, "MomentEntered")]
    of_the_pose = [moment.say for moment in pose.moments]
    assert [text for text in of_the_pose if text in told] == [t for t in told if t != pose.note]
    assert of_the_pose[0] in told


def test_nobody_is_lost_or_sent_elsewhere(run: Run) -> None:
    """The person is in the picture and side-on throughout: there is nothing to ask for."""
    waiting = ("WaitingExplained", "EasierOffered", "EasierTaken", "GoingOnOffered", "LedOn")
    odd = named(run.events, "GuidanceDue", "Lost", "Paused", "StepSkipped", *waiting)
    assert [(event["t_s"], event["event"], event.get("reason")) for event in odd] == []


@pytest.mark.parametrize("index", FOLDS, ids=[STEPS[index]["side"] for index in FOLDS])
def test_the_stages_of_the_fold_are_reached_in_their_order(run: Run, index: int) -> None:
    """Abdomen, chest, face: each is praised once, on either side."""
    reached = run.of(index, "StageReached")
    assert [(event["stage"], event["criterion"]) for event in reached] == [*enumerate(STAGES, 1)]
    assert all(event["cue"] for event in reached)


@pytest.mark.parametrize("pose", ["relax_v1", "relax_v2"])
def test_loose_legs_are_seen(run: Run, pose: str) -> None:
    """Legs that shake are praised in both ways of relaxing."""
    reached = [event for event in named(run.events, "StageReached") if event["pose"] == pose]
    assert [event["criterion"] for event in reached] == ["legs_loose"]


def test_the_breath_goes_on_throughout(run: Run) -> None:
    """Four even phases of four seconds, again and again, in every step."""
    phases = named(run.events, "BreathPhaseStarted")
    order = ["in", "hold full", "out", "hold empty"]
    assert {event["step"] for event in phases} == set(range(len(STEPS)))
    assert {event["phase"] for event in phases} == set(order)
    # What a frame leaves of a phase that began within it.
    assert all(event["length_s"] == pytest.approx(4.0, abs=0.1) for event in phases)


# --- mistakes ----------------------------------------------------------------------------------


@each_mistake
def test_a_mistake_is_called_while_it_is_made(run: Run, mistake: dict[str, Any]) -> None:
    """The correction comes in the step it is about, while the person can still feel it."""
    due = run.of(step_of(mistake), "CorrectionDue")
    assert [event["criterion"] for event in due] == [mistake["criterion"]]
    assert mistake["start_s"] <= due[0]["t_s"] <= mistake["end_s"] + CALLED_WITHIN_S
    assert due[0]["cue"]


@each_mistake
def test_a_mistake_put_right_is_told(run: Run, mistake: dict[str, Any]) -> None:
    """The correction ends, after it was called, and soon after the mistake did."""
    (fixed,) = run.of(step_of(mistake), "CorrectionFixed")
    (due,) = run.of(step_of(mistake), "CorrectionDue")
    assert fixed["criterion"] == mistake["criterion"]
    assert due["t_s"] < fixed["t_s"] <= mistake["end_s"] + 5.0


def test_nothing_else_is_corrected(run: Run) -> None:
    """A wrong correction is worse than silence."""
    right = {(step_of(mistake), mistake["criterion"]) for mistake in MISTAKES}
    wrong = [
        event
        for event in named(run.events, "CorrectionDue")
        if (event["step"], event["criterion"]) not in right
    ]
    assert briefly(wrong) == []


def test_movements_done_well_are_not_called(run: Run) -> None:
    """Of how poses are entered and left, only what is planted is found wanting, if never called."""
    planted = {(step_of(mistake), mistake["criterion"]) for mistake in MISTAKES}
    missed = [
        event
        for event in named(run.events, "VerdictChanged")
        if event["kind"] in {Kind.MOVEMENT.value, Kind.LEAVE.value}
        and event["status"] == "missed"
        and (event["step"], event["criterion"]) not in planted
    ]
    assert briefly(missed) == []


def test_movements_done_well_are_seen(run: Run) -> None:
    """Silence about a movement is no blindness: each of them is judged, and met."""
    routine = load_flow(DEFAULT_FLOW, load_library(None))
    movements = {
        (index, criterion.name)
        for index, step in enumerate(routine.steps)
        for criterion in step.pose.of(Kind.MOVEMENT)
    }
    met = {
        (event["step"], event["criterion"])
        for event in named(run.events, "VerdictChanged")
        if event["status"] == "met"
    }
    assert movements - met == set()


def test_every_number_is_a_number(run: Run) -> None:
    """Values that cannot be told are null, never NaN, which JSON does not know."""
    values = [event["value"] for event in named(run.events, "VerdictChanged")]
    assert values
    assert [v for v in values if v is not None and not math.isfinite(v)] == []
