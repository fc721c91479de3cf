"""The commands of README and docs run as they stand."""

from __future__ import annotations

import dataclasses
import re
import shlex
import shutil
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

import cv2
import pytest
import tomlkit

from tests.end_to_end.films import cut_out, pictures, played
from tests.end_to_end.practices import UNKNOT, Ended, last_of, ran, started
from tests.frames.mjpeg import serve_mjpeg
from tests.pages import PAGES, THRESHOLDS, blocks
from tests.paths import ROOT
from vision.app.settings import DEFAULT_FLOW, demo_clip, load_flow, load_library
from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

TRUTH = tomlkit.parse((ROOT / "routines" / "demo.toml").read_text(encoding="utf-8")).unwrap()
FPS = 15
FILM = "session.mp4"
STAND_IN = ROOT / "tests" / "end_to_end" / "webcam.py"
ADDRESS = re.compile(r"http://192\.168\.\S+")
SHOWN = [block for page in PAGES for block in blocks(page, "sh")]
LINES = [re.sub(r"\s+# .*", "", line) for block in SHOWN for line in block.splitlines()]
COMMANDS = dict.fromkeys(line for line in LINES if line.strip())
SET_UP = [command for command in COMMANDS if command.startswith("python3 -m venv")]
TO_RUN = [command for command in COMMANDS if command not in SET_UP]


# --- set-up ------------------------------------------------------------------------------------


def test_two_commands_are_all_it_takes() -> None:
    """One starts a practice, one runs the tests, each from nothing to its end."""
    assert len(SET_UP) == 2
    start, tests = SET_UP
    assert start.endswith("unknot practise")
    assert tests.endswith("pytest -n auto")
    assert all("pip install -c constraints.txt " in command for command in SET_UP)


def test_the_set_up_commands_are_run_by_the_ci_as_they_stand() -> None:
    """The CI takes each of them out of the README by a pattern, and runs what it took."""
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in next(line for line in ci.splitlines() if "readme_command()" in line)
    taken = re.findall(r"^(\w+)=\$\(readme_command '(.+)'\)$", ci, re.MULTILINE)
    fits = [[each for each in SET_UP if re.search(pattern, each)] for _, pattern in taken]
    assert fits == [[command] for command in SET_UP]
    assert [name for name, _ in taken if f'bash -c "${name}"' not in ci] == []


# --- every other command, run ------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Scene:
    """What the commands shown find where they are run."""

    folder: Path
    clip: Path
    reviewed: Callable[[], Path]

    def stretch_s(self, pose: str) -> tuple[float, float]:
        """Return a few seconds of the demo in which a pose is held."""
        step = next(step for step in TRUTH["step"] if step["pose"] == pose)
        return step["settled_s"], min(step["settled_s"] + 5.0, step["out_s"])


@pytest.fixture(scope="module")
def clip() -> Iterator[Path]:
    """Give the demo clip, once the model is there as well."""
    weights.ensure()
    with demo_clip() as file:
        yield file


@pytest.fixture(scope="module")
def reviewed(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Give a way to the review of one recording, made when it is first asked for."""
    folder = tmp_path_factory.mktemp("reviewed")

    def made() -> Path:
        review = folder / "reviews" / "session"
        if not review.exists():
            cut_out(clip, *Scene(folder, clip, made).stretch_s("head_to_knee"), folder / FILM)
            assert_printed(ran([UNKNOT, "review", FILM, "--no-video"], folder))
        return review

    return made


@pytest.fixture
def scene(clip: Path, tmp_path: Path, reviewed: Callable[[], Path]) -> Scene:
    """Give a folder with the files the README names."""
    (tmp_path / "mine.toml").write_text(THRESHOLDS, encoding="utf-8")
    return Scene(tmp_path, clip, reviewed)


def run_practise(command: str, scene: Scene) -> None:
    """Run a practice until the first pose is held, then press Ctrl-C."""
    with ExitStack() as stack:
        words = shlex.split(_with_camera(command, scene, stack))
        if "--events" not in words:
            words += ["--events", "events.jsonl"]
        events_file = scene.folder / words[words.index("--events") + 1]
        program = [UNKNOT] if {"--camera", "--demo"} & {*words} else _with_webcam(words, scene)
        environment = {"PYTHONPATH": str(ROOT)}
        practice = stack.enter_context(
            started(
                [*program, *words[1:]],
                scene.folder,
                events_file=events_file,
                environment=environment,
            )
        )
        practice.wait_for("HoldStarted")
        ended = practice.interrupt()
        assert last_of(practice.events()) == "Finished"
    assert (ended.code, "Your practice" in ended.out) == (0, True)
    assert "Traceback" not in ended.err
    if "--record" in words:
        codec, times_s = played(scene.folder / words[words.index("--record") + 1])
        assert (codec, times_s[-1] > 1.0) == ("h264", True)


def _with_camera(command: str, scene: Scene, stack: ExitStack) -> str:
    """Put a camera of this machine in the place of the example's, and make the example's file."""
    if ADDRESS.search(command):
        images = pictures(scene.clip, *scene.stretch_s("diamond"))
        command = ADDRESS.sub(stack.enter_context(serve_mjpeg(images, FPS)), command)
    if "session.mp4" in command:
        cut_out(scene.clip, 0.0, 8.0, scene.folder / "session.mp4")
    return command


def _with_webcam(words: list[str], scene: Scene) -> list[str | Path]:
    """Give the program with a webcam that shows the first pose of the flow asked for."""
    flow = words[words.index("--flow") + 1] if "--flow" in words else DEFAULT_FLOW
    first = load_flow(flow, load_library(None)).steps[0].pose.name
    shown = scene.folder / "webcam.mp4"
    cut_out(scene.clip, *scene.stretch_s(first), shown)
    return [sys.executable, STAND_IN, shown]


def run_check(command: str, scene: Scene) -> None:
    """Check photographs of the pose named, or the first; as JSON and pictures, if asked for."""
    words = shlex.split(command)
    photos = [word for word in words if word.endswith(".jpg")]
    pose = words[words.index("--pose") + 1] if "--pose" in words else "diamond"
    image = pictures(scene.clip, *scene.stretch_s(pose))[-1]
    for photo in photos:
        cv2.imwrite(str(scene.folder / photo), image)
    ended = ran([UNKNOT, *words[1:]], scene.folder)
    assert_printed(ended)
    usual = load_library(None).variants(pose)[0]
    way = usual.easier.pose if "--with" in words and usual.easier else usual
    assert ended.out.count(f'"{pose}"' if "--json" in words else way.title) == len(photos)
    if "--out" in words:
        drawn = scene.folder / words[words.index("--out") + 1]
        assert len([*drawn.iterdir()]) == len(photos)


def run_to_the_end(command: str, scene: Scene) -> None:
    """Run a command that prints something."""
    ended = ran([UNKNOT, *shlex.split(command)[1:]], scene.folder)
    assert_printed(ended)


def run_page(command: str, scene: Scene) -> None:
    """Write a page of the poses."""
    words = shlex.split(command)[1:]
    ended = ran([UNKNOT, *words], scene.folder)
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
    assert "Diamond pose" in (scene.folder / words[-1]).read_text(encoding="utf-8")


def run_benchmark(command: str, scene: Scene) -> None:
    """Run a benchmark, as short as it can be."""
    short = cut_out(scene.clip, 4.0, 6.0, scene.folder / "short.mp4")
    once = ["--times", "1"] if command.endswith("review") else []
    words = [sys.executable, *shlex.split(command)[1:], short, "--rounds", "1", *once]
    ended = ran(words, scene.folder, {"PYTHONPATH": str(ROOT), "COLUMNS": "200"})
    assert_printed(ended)
    assert "bare" in ended.out
    assert "target" in ended.out


def run_short_benchmark(command: str, scene: Scene) -> None:
    """Run a benchmark over a second of the clip."""
    short = cut_out(scene.clip, 4.0, 6.0, scene.folder / "short.mp4")
    once = ["--rounds", "1", "--starts", "1"] if command.endswith("live") else []
    words = [sys.executable, *shlex.split(command)[1:], short, "--seconds", "1", *once]
    ended = ran(words, scene.folder, {"PYTHONPATH": str(ROOT), "COLUMNS": "200"})
    assert_printed(ended)
    told = ("verdict", "first picture") if once else ("landmarks", "annotated video")
    assert [word for word in told if word not in ended.out] == []


def run_agreement(command: str, scene: Scene) -> None:
    """Hold both engines together over a few pictures."""
    short = cut_out(scene.clip, 4.0, 6.0, scene.folder / "short.mp4")
    words = [sys.executable, *shlex.split(command)[1:], short, "--pictures", "4"]
    assert_printed(ran(words, scene.folder, {"PYTHONPATH": str(ROOT), "COLUMNS": "200"}))


def run_breath(command: str, scene: Scene) -> None:
    """Read the breath of a short clip, as the page says one can."""
    short = cut_out(scene.clip, 4.0, 6.0, scene.folder / "short.mp4")
    words = [sys.executable, *shlex.split(command)[1:], "--video", short, "--count", "12"]
    ended = ran(words, scene.folder, {"PYTHONPATH": str(ROOT), "COLUMNS": "200"})
    assert_printed(ended)
    assert "short.mp4" in ended.out


def assert_printed(ended: Ended) -> None:
    """Check that something was printed, and nothing went wrong."""
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err
    assert ended.out.strip()


def run_review(command: str, scene: Scene) -> None:
    """Review recordings of the first pose, or what an earlier review saved."""
    for name in ("session.mp4", "monday.mp4", "friday.mp4", "clip.mp4"):
        cut_out(scene.clip, *scene.stretch_s("diamond"), scene.folder / name)
    if "--from" in command:
        assert_printed(ran([UNKNOT, "review", "session.mp4", "--no-video"], scene.folder))
    ended = ran([UNKNOT, *shlex.split(command)[1:]], scene.folder)
    assert_printed(ended)
    out = scene.folder / ("progress" if "--out" in command else "reviews")
    made = [path.parent.name for path in out.glob("*/report.html")]
    assert len(made) == max(1, len(re.findall(r"\w+\.mp4", command)))
    assert (out / "index.html").exists() == (len(made) > 1)
    assert [*out.glob("*/annotated.mp4")] == [] or "--no-video" not in command
    assert len([*out.glob("*/share.html")]) == command.count("--share")


def run_export(command: str, scene: Scene) -> None:
    """Export a review."""
    shutil.copytree(scene.reviewed(), scene.folder / "reviews" / "session")
    written = scene.folder / ran([UNKNOT, *shlex.split(command)[1:]], scene.folder).out.strip()
    assert written.stat().st_size > 1000


def run_tune(command: str, scene: Scene) -> None:
    """Tune recordings, or their reviews: a page until Ctrl-C, a script to its end."""
    for name in re.findall(r"reviews/(\w+)", command):
        shutil.copytree(scene.reviewed(), scene.folder / "reviews" / name)
    if FILM in command:
        cut_out(scene.clip, *scene.stretch_s("head_to_knee"), scene.folder / FILM)
    words = shlex.split(command)[1:]
    if "--fit" in words:
        (scene.folder / words[-1]).write_text(LABELS, encoding="utf-8")
    if {"--fit", "--report", "--save", "--new-pose"} & {*words}:
        assert_printed(ran([UNKNOT, *words], scene.folder))
        saved = scene.folder / "settings" / "thresholds.toml"
        assert saved.exists() == ("--save" in words)
        return
    with started([UNKNOT, *words, "--no-browser"], scene.folder) as tune:
        tune.wait_for_text("Ctrl-C ends it")
        ended = tune.interrupt()
    assert (ended.code, "Traceback" in ended.err) == (0, False), ended.err


LABELS = """\
session,start_s,end_s,pose,side,label,criterion
landmarks.npz,0,2,head_to_knee,right,correct,
landmarks.npz,2,4,head_to_knee,right,wrong,knee_straight
"""

RULES: dict[str, Callable[[str, Scene], None]] = {
    r"unknot practise( .+)?": run_practise,
    r"unknot check .+": run_check,
    r"unknot review .+": run_review,
    r"unknot tune .+": run_tune,
    r"unknot export .+": run_export,
    r"unknot poses --page .+": run_page,
    r"unknot (poses|model|flow|settings|voice)( (?!--page).+)?": run_to_the_end,
    r"python -m benchmarks\.(speed|review)( --engine \w+)?": run_benchmark,
    r"python -m benchmarks\.(live|stages)": run_short_benchmark,
    r"python -m benchmarks\.agreement": run_agreement,
    r"python -m benchmarks\.breath": run_breath,
}


@pytest.mark.model
@pytest.mark.whole
@pytest.mark.parametrize("command", TO_RUN)
def test_a_command_does_what_it_is_shown_for(command: str, scene: Scene) -> None:
    """Every line is run as it stands; one of a new kind needs a rule here for how."""
    rules = [run for pattern, run in RULES.items() if re.fullmatch(pattern, command)]
    assert len(rules) == 1, f"the docs show {command!r}, and there is no one rule to run it"
    rules[0](command, scene)


def test_every_rule_has_a_command() -> None:
    """What no page shows any more needs no rule."""
    assert [r for r in RULES if not any(re.fullmatch(r, each) for each in TO_RUN)] == []
