"""What a command loads, and what it leaves behind in the home of whoever runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import numpy as np
import pytest
from PIL import Image

from benchmarks.practitioner import postures
from benchmarks.practitioner.render import render
from vision.frames.video.writer import VideoWriter

ROOT: Final = Path(__file__).parent.parent
FOREIGN: Final = ("mediapipe", "matplotlib", "fontTools", "sounddevice", "scipy", "pandas")
"""What MediaPipe brings along, and what only a process of its own may load."""
EVERY_MODULE: Final = """
import importlib, pkgutil, sys, vision
for each in pkgutil.walk_packages(vision.__path__, "vision."):
    if each.name != "vision.landmarks.engines.mediapipe":
        importlib.import_module(each.name)
print("LOADED", *sys.modules)
"""
COMMAND: Final = """
import sys
from vision.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
print("LOADED", *sys.modules)
"""


def loaded(program: str, home: Path, *arguments: str) -> set[str]:
    """Return the modules that a fresh process of a user with a new home has in the end."""
    home.mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("XDG_")}
    # Nothing of the test's own process is told to the new one, not even its folder of settings.
    kept = {key: value for key, value in kept.items() if not key.startswith(("UNKNOT_", "MPL"))}
    done = subprocess.run(  # noqa: S603 (our own interpreter and text)
        [sys.executable, "-c", program, *arguments],
        env={**kept, "HOME": str(home), "USERPROFILE": str(home), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        cwd=home.parent,
    )
    assert done.stderr == "" or "practise" in arguments, done.stderr
    return set(done.stdout.splitlines()[-1].removeprefix("LOADED ").split())


def in_home(home: Path) -> list[str]:
    """Return what is in a home, hidden or not."""
    return sorted(str(path.relative_to(home)) for path in home.rglob("*"))


def test_no_module_loads_what_it_does_not_need(tmp_path: Path) -> None:
    """All of them at once: MediaPipe comes in with its engine alone, sound with its process."""
    modules = loaded(EVERY_MODULE, tmp_path / "home")
    assert {"vision.app.tune.server", "vision.app.practise", "ai_edge_litert"} <= modules
    assert modules & set(FOREIGN) == set()
    assert in_home(tmp_path / "home") == []


@pytest.mark.parametrize("command", [("--help",), ("--version",), ("settings",), ("flow",)])
def test_a_command_of_words_loads_no_engine(command: tuple[str, ...], tmp_path: Path) -> None:
    """It leaves no file and no folder in one's home, either."""
    modules = loaded(COMMAND, tmp_path / "home", *command)
    assert modules & {*FOREIGN, "ai_edge_litert", "av", "nicegui", "plotly"} == set()
    assert in_home(tmp_path / "home") == []


@pytest.mark.model
def test_a_check_loads_our_own_engine_alone(model: Path, tmp_path: Path) -> None:
    """The photograph is looked at, and nothing is left behind but what was asked for."""
    photo = tmp_path / "photo.png"
    Image.fromarray(np.ascontiguousarray(render(postures.diamond())[..., ::-1])).save(photo)
    modules = loaded(
        COMMAND, tmp_path / "home", "check", str(photo), "--json", "--model", str(model)
    )
    assert "ai_edge_litert.interpreter" in modules
    assert modules & {*FOREIGN, "av", "nicegui", "plotly"} == set()
    assert in_home(tmp_path / "home") == []


@pytest.mark.model
def test_a_practice_loads_our_own_engine_alone(model: Path, tmp_path: Path) -> None:
    """From the first picture of a film to the summary."""
    film = tmp_path / "film.mp4"
    with VideoWriter(film) as writer:
        for index in range(5):
            writer.write(render(postures.diamond()), index / 10)
    command = ("practise", "--camera", str(film), "--fast", "--no-window", "--model", str(model))
    modules = loaded(COMMAND, tmp_path / "home", *command)
    assert {"ai_edge_litert.interpreter", "av"} <= modules
    assert modules & {*FOREIGN, "nicegui", "plotly"} == set()
    assert in_home(tmp_path / "home") == []
