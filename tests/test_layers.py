"""Who may import whom: every import of the program, held against the table of its design."""

from __future__ import annotations

import ast
from typing import Final

import pytest

from tests.paths import ROOT

PACKAGE: Final = "vision"

# What a layer may import besides itself, `errors`, `files` and `words`. Imports for annotations
# alone count as well: a type that is named is a thing that is known.
ALLOWED: Final = {
    "errors": set(),
    "files": set(),
    "words": set(),
    "frames": set(),
    "landmarks": {"frames"},
    "measure": {"landmarks"},
    "criteria": set(),
    "session": {"criteria"},
    "render": {"frames", "landmarks", "criteria", "session"},
    "tune": {"landmarks", "measure", "criteria", "session"},
    "system": set(),
    "progress": set(),
    "app": {
        "frames", "landmarks", "measure", "criteria", "session", "render", "tune",
        "system", "progress",
    },
    "licences": set(),
    "cli": {"app", "licences", "system", "progress"},
    "__main__": {"cli"},
}  # fmt: skip
_EVERYBODYS: Final = {"", "errors", "files", "words"}

_FETCHING: Final = ("vision/landmarks/download.py", "vision/landmarks/weights.py")

# Where a library may be imported: folders end with a slash.
CONFINED: Final = {
    **dict.fromkeys(("mediapipe", "ai_edge_litert"), ("vision/landmarks/engines/",)),
    "cv2": (
        "vision/frames/",
        "vision/landmarks/engines/",
        "vision/landmarks/patches/",
        "vision/measure/contour.py",
        "vision/render/",
    ),
    "distributed": ("vision/app/review/workers.py",),
    **dict.fromkeys(
        ("nicegui", "fastapi", "starlette", "uvicorn", "webbrowser"),
        ("vision/app/tune/page/", "vision/app/tune/server.py"),
    ),
    "sounddevice": ("vision/render/sound/",),
    **dict.fromkeys(
        ("time", "datetime"), ("vision/frames/live/", "vision/render/sound/", "vision/app/")
    ),
    # A camera of the network is asked whether it sends on to another host, which is not asked then.
    "http": (*_FETCHING, "vision/frames/live/network.py"),
    **dict.fromkeys(
        ("urllib", "ssl", "ftplib", "requests", "httpx", "aiohttp", "asyncio"),
        _FETCHING,
    ),
    "socket": (*_FETCHING, "vision/app/tune/server.py"),
}
HARMLESS: Final = {"urllib.parse", "http.cookies"}
"""They take addresses and headers apart, and reach nothing."""


def imports(path: str, source: str) -> set[str]:
    """Return every module a source imports, wherever in it; ``path`` resolves relative ones."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _base(path, node)
            # What is imported from a package may be a module or a name in it: keep both.
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call) and _by_name(node):
            found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)} or {"?"}
    return found


def _base(path: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folders = path.removesuffix(".py").split("/")[: -node.level]
    return ".".join([*folders, *([node.module] if node.module else [])])


def _by_name(call: ast.Call) -> bool:
    """Whether a call imports a module by its name."""
    called = call.func
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    return name in {"__import__", "import_module"}


def layer_of(module: str) -> str:
    """Return the layer of a module or a path below the package, "" for the package itself."""
    parts = module.removesuffix(".py").replace("/", ".").split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__init__" else ""


def violations(path: str, source: str) -> list[str]:
    """Return what a module at ``path`` imports and must not, as sentences."""
    found = imports(path, source)
    return [
        f"{path} imports {name}"
        for name in sorted(found)
        if not (_may_know(path, name) if _is_own(name) else _may_use(path, name))
    ]


def _is_own(name: str) -> bool:
    return name.split(".", maxsplit=1)[0] == PACKAGE


def _may_know(path: str, name: str) -> bool:
    here, there = layer_of(path), layer_of(name)
    if here == "":  # the package itself knows nothing but what it is called
        return False
    if here in _EVERYBODYS:  # errors are told in words, and words know nothing else
        return there in {"", here, "words"}
    return there in {here} | _EVERYBODYS | ALLOWED[here]


def _may_use(path: str, name: str) -> bool:
    if name == "?":
        return False
    places = CONFINED.get(name.split(".", maxsplit=1)[0])
    harmless = any(f"{name}.".startswith(f"{known}.") for known in HARMLESS) or name == "urllib"
    if places is None or (harmless and name != "urllib"):
        return True
    return any(path == place or (place[-1] == "/" and path.startswith(place)) for place in places)


MODULES: Final = sorted(str(p.relative_to(ROOT).as_posix()) for p in ROOT.glob("vision/**/*.py"))


@pytest.mark.parametrize("path", MODULES)
def test_a_module_imports_only_what_its_layer_may_know(path: str) -> None:
    """Data flows from left to right, and so does knowledge."""
    assert violations(path, (ROOT / path).read_text(encoding="utf-8")) == []


def test_every_module_belongs_to_a_layer_of_the_table() -> None:
    """A new folder has to find its place in the design first."""
    assert len(MODULES) > 40
    assert {layer_of(path) for path in MODULES} - {""} <= ALLOWED.keys()


def test_the_table_has_no_circle() -> None:
    """Layers can be put in a row in which each knows only earlier ones."""
    placed: set[str] = set()
    while placed != ALLOWED.keys():
        free = {layer for layer, known in ALLOWED.items() if known <= placed} - placed
        assert free, f"these know each other in a circle: {ALLOWED.keys() - placed}"
        placed |= free


@pytest.mark.parametrize(
    ("path", "source", "caught"),
    [
        ("vision/criteria/judge.py", "import cv2", "cv2"),
        ("vision/criteria/judge.py", "import cv2.utils.logging as quiet", "cv2.utils.logging"),
        ("vision/measure/trunk.py", "import cv2", "cv2"),
        ("vision/app/loop.py", "import mediapipe as mp", "mediapipe"),
        ("vision/landmarks/types.py", "from mediapipe.tasks import python", "mediapipe.tasks"),
        ("vision/session/live/practice.py", "from vision.app import x", "vision.app"),
        ("vision/session/live/practice.py", "from vision import app", "vision.app"),
        (
            "vision/session/live/practice.py",
            "import vision.measure.catalog",
            "vision.measure.catalog",
        ),
        ("vision/session/live/practice.py", "import time", "time"),
        ("vision/session/live/practice.py", "from datetime import datetime", "datetime"),
        ("vision/session/live/hold.py", "def f():\n    import time\n", "time"),
        (
            "vision/session/live/hold.py",
            "class A:\n  def f(self):\n    from time import sleep",
            "time",
        ),
        (
            "vision/session/live/hold.py",
            "try:\n    import socket\nexcept ImportError: ...",
            "socket",
        ),
        ("vision/session/live/hold.py", "import json, ssl", "ssl"),
        ("vision/app/practise.py", "import sounddevice", "sounddevice"),
        ("vision/render/terminal.py", "import time", "time"),
        ("vision/session/live/hold.py", "x = __import__('cv2')", "cv2"),
        ("vision/session/live/hold.py", "import importlib\nimportlib.import_module(name)", "?"),
        (
            "vision/session/live/hold.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from vision.render import x",
            "vision.render",
        ),
        ("vision/session/live/hold.py", "from ...render import overlay", "vision.render"),
        ("vision/session/live/hold.py", "from ... import app", "vision.app"),
        ("vision/criteria/library.py", "from vision.session.events import Event", "vision.session"),
        (
            "vision/criteria/library.py",
            "from vision.measure.catalog import UNITS",
            "vision.measure",
        ),
        ("vision/measure/body.py", "from vision.frames.source import Frame", "vision.frames"),
        ("vision/frames/source.py", "from vision.landmarks import types", "vision.landmarks"),
        ("vision/render/draw.py", "from vision.measure import catalog", "vision.measure"),
        ("vision/render/draw.py", "from vision.system import why_no_window", "vision.system"),
        ("vision/landmarks/download.py", "from vision.progress import x", "vision.progress"),
        ("vision/cli/commands.py", "from vision.frames.live.webcam import Webcam", "vision.frames"),
        (
            "vision/cli/commands.py",
            "from vision.session.live.practice import Session",
            "vision.session",
        ),
        ("vision/errors.py", "import vision.app.practise", "vision.app.practise"),
        ("vision/__init__.py", "from vision.app import practise", "vision.app"),
        ("vision/frames/live/network.py", "import urllib.request", "urllib.request"),
        ("vision/app/practise.py", "from urllib import request", "urllib"),
        ("vision/app/review/run.py", "from distributed import Client", "distributed"),
        ("vision/app/tune/run.py", "from nicegui import ui", "nicegui"),
        ("vision/app/tune/desk.py", "import socket", "socket"),
        ("vision/app/tune/guard.py", "from http import server", "http"),
        ("vision/tune/sweep.py", "from vision.render.theme import LOOKS", "vision.render.theme"),
    ],
)
def test_a_planted_violation_is_caught(path: str, source: str, caught: str) -> None:
    """Wherever it hides: in a function, behind a type check, in a relative or a dynamic import."""
    found = violations(path, source)
    assert found
    assert any(line.startswith(f"{path} imports {caught}") for line in found)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("vision/criteria/judge.py", "import math\nimport numpy as np\nfrom vision import errors"),
        ("vision/criteria/judge.py", "from vision.criteria.model import Band"),
        ("vision/criteria/judge.py", "from .model import Band\nfrom . import toml"),
        ("vision/session/live/practice.py", "from vision.criteria.model import Kind"),
        ("vision/frames/live/paced.py", "import time"),
        ("vision/render/sound/player.py", "import time\nimport sounddevice"),
        ("vision/frames/live/network.py", "from urllib.parse import urlsplit\nimport urllib.parse"),
        ("vision/landmarks/engines/mediapipe.py", "import cv2\nimport mediapipe as mp"),
        ("vision/landmarks/download.py", "import socket\nimport urllib.request"),
        ("vision/app/tune/server.py", "import socket\nimport uvicorn"),
        ("vision/app/tune/guard.py", "from http.cookies import SimpleCookie"),
        ("vision/tune/sweep.py", "from vision.session.recorded.tracks import Run"),
        ("vision/app/practise.py", "import time\nfrom vision.system import why_no_window"),
        ("vision/cli/commands.py", "from vision.app.practise import practise"),
    ],
)
def test_what_is_allowed_is_not_called_a_violation(path: str, source: str) -> None:
    """The checker is strict, and not blind."""
    assert violations(path, source) == []
