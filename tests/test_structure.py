"""The house stays easy to find one's way in: no circles, small rooms, modules of one subject."""

from __future__ import annotations

import ast
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

MOST_MODULES: Final = 12
MOST_LINES: Final = 300
MOST_FUNCTION_LINES: Final = 60
FEWEST_CODE_LINES: Final = 60
"""A module of fewer, which one other alone imports, could be a part of that one."""

SMALL_WITH_A_REASON: Final = {
    "vision.app.printing": "what is printed of settings, apart from what is read and written",
    "vision.session.recorded.ways": "in which way a step is done, apart from where",
    "vision.frames.light": "what a picture shows of the light, apart from where pictures come from",
    "vision.measure.placing": "where a body is in its picture, which no measure of a pose may tell",
    "vision.session.live.cueing": "when to speak, apart from what is told",
    "vision.frames.live.paced": "a kind of source, as each has a module; it reads the clock",
    "vision.frames.opening": "it knows every kind of source, which none of them may",
    "vision.landmarks.engines.litert.filters": "a part of the graph, beside its other parts",
}
"""Small modules with one importer that stay apart, and why."""

# What is not yet as it should be. These lists only get shorter.
CIRCLES_LEFT: Final[set[str]] = set()
CROWDED_LEFT: Final[set[str]] = set()
LONG_LEFT: Final[set[str]] = set()
SMALL_LEFT: Final[set[str]] = set()


@cache
def sources() -> dict[str, Path]:
    """Return the file of every module of the program by the module's name."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for path in sorted((ROOT / "vision").rglob("*.py"))
    }
    return {name.removesuffix(".__init__"): path for name, path in names.items()}


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return the modules that each module imports, for annotations alone as well."""
    return {
        name: imported(path.read_text(encoding="utf-8"), frozenset(sources())) - {name}
        for name, path in sources().items()
    }


def imported(source: str, modules: frozenset[str]) -> frozenset[str]:
    """Return which of the modules a source imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & modules
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names} & modules
            found |= submodules or ({node.module} & modules)
    return frozenset(found)


def circles(graph: dict[str, frozenset[str]]) -> set[frozenset[str]]:
    """Return the groups of modules that import each other, directly or around corners."""
    reach = {name: _reached(name, graph) for name in graph}
    tied = {
        name: frozenset(other for other in reach[name] if name in reach[other]) for name in graph
    }
    return {group for group in tied.values() if group}


def _reached(start: str, graph: dict[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    to_follow = [start]
    while to_follow:
        new = graph[to_follow.pop()] - found
        found |= new
        to_follow += new
    return found


def code_lines(source: str) -> set[int]:
    """Return the numbers of the lines that hold code: no blank ones, comments or docstrings."""
    documented: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        text = node.value if isinstance(node, ast.Expr) else None
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            documented |= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    lines = enumerate(source.splitlines(), start=1)
    coded = {number for number, line in lines if line.strip() and not line.lstrip().startswith("#")}
    return coded - documented


def test_no_module_imports_itself_around_a_corner() -> None:
    """A type that two modules need stands in a third, which knows neither."""
    assert {frozenset(group - CIRCLES_LEFT) for group in circles(imports())} <= {frozenset()}


def test_a_folder_holds_no_more_than_one_can_look_over() -> None:
    """More than a dozen modules are two subjects."""
    counts = Counter(
        path.parent.relative_to(ROOT).as_posix()
        for path in sources().values()
        if path.name != "__init__.py"
    )
    crowded = {folder for folder, number in counts.items() if number > MOST_MODULES}
    assert crowded - CROWDED_LEFT == set()


def test_a_module_is_no_longer_than_one_reads_at_once() -> None:
    """Longer ones hold a second subject."""
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in sources().items()
    }
    assert {name for name, length in lengths.items() if length > MOST_LINES} - LONG_LEFT == set()


def test_a_function_is_no_longer_than_a_screen() -> None:
    """Wherever it stands, and but for its docstring."""
    rooms = ("vision", "tests", "benchmarks", "tools")
    files = [file for room in rooms for file in (ROOT / room).rglob("*.py")]
    assert [each for file in files for each in long_functions(file.read_text("utf-8"))] == []


def test_a_small_module_has_more_than_one_importer_or_a_reason() -> None:
    """What is small and used by one module alone is a part of it."""
    importers = Counter(name for found in imports().values() for name in found)
    small = {
        name
        for name, path in sources().items()
        if path.name != "__init__.py"
        and importers[name] == 1
        and len(code_lines(path.read_text(encoding="utf-8"))) < FEWEST_CODE_LINES
    }
    assert small - SMALL_LEFT == SMALL_WITH_A_REASON.keys()


def long_functions(source: str) -> list[str]:
    """Return the names of the functions of a source that are too long, methods as well."""
    lines = code_lines(source)
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and len(lines & {*range(node.lineno, (node.end_lineno or 0) + 1)}) > MOST_FUNCTION_LINES
    ]


# --- the checks can see ------------------------------------------------------------------------


def test_a_planted_circle_is_found() -> None:
    """Two or three modules in a ring are one group; what only leads to them is none of it."""
    ring = {"a": "b", "b": "c", "c": "a", "x": "a", "d": "e", "e": "d", "f": ""}
    graph = {name: frozenset(to) for name, to in ring.items()}
    assert circles(graph) == {frozenset("abc"), frozenset("de")}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import vision.files", {"vision.files"}),
        ("from vision import files", {"vision.files"}),
        ("from vision.files import shipped", {"vision.files"}),
        ("def f():\n    from vision.words import say", {"vision.words"}),
        ("if TYPE_CHECKING:\n    from vision.files import shipped", {"vision.files"}),
        ("import numpy", set()),
    ],
)
def test_imports_are_found_wherever_they_stand(source: str, found: set[str]) -> None:
    """In a function and behind a type check; a package's module counts, not its package."""
    assert imported(source, frozenset(sources())) == found


def test_a_planted_long_function_is_found() -> None:
    """From its first line to its last."""
    longest = "def f():\n" + "    x = 1\n" * (MOST_FUNCTION_LINES - 1)
    assert [long_functions(longest), long_functions(longest + "    y = 1\n")] == [[], ["f"]]


def test_code_lines_are_lines_of_code() -> None:
    """Neither blank lines nor comments nor docstrings count."""
    source = '"""A\n\nB."""\n\n# no\nx = 1\n\n\ndef f():\n    """Do."""\n    return x\n'
    assert code_lines(source) == {6, 9, 11}
