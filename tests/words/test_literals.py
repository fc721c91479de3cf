"""No sentence escapes: what a person reads is said by `vision.words`, and so can be translated."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.paths import ROOT
from vision import errors
from vision.criteria.phrasing import UNKIND

if TYPE_CHECKING:
    from collections.abc import Iterator

SAID: Final = {"say": 1, "mark": 1, "count": 3, "props": 1, "classes": 1, "style": 1}
"""What says a text, or knows it is CSS; and how many arguments come before those to look at."""
FOR_DEVELOPERS: Final = {
    "AssertionError", "AttributeError", "NotImplementedError", "RuntimeError", "TypeError",
    "ValueError",
}  # fmt: skip
TO_PEOPLE: Final = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.UnknotError)
}
SENTENCE: Final = re.compile(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}")
"""Two words or more, which no name and no code is."""
NO_TEXT: Final = re.compile(r"^\w+\[.*\]$|<[^>]*>")
"""Types, as annotations in quotes are, and tags of HTML."""
NOT_WORDS: Final = {
    "unknot tune": "a command",
    "(() => {\n'use strict';\n": "code",
    "img-src data: blob:": "a browser's rule",
    "img-src 'self' data: blob:": "a browser's rule",
    "a job was cancelled by its executor": "what a crew tells itself",
    "after connection broken by '(\\w+)": "what pip says",
    "No module named pip": "what Python says",
    "All-NaN slice": "what NumPy says",
    "decode ahead": "a thread's name",
    "end with parent": "a thread's name",
    "unknown pixel mode": "what Pillow says",
    "bold cyan": "how a word stands out",
    UNKIND.pattern: "what is looked for in poses, which are in English",
    "push yourself up with your hand": "what is looked for in poses",
    "not medical advice": "what is looked for in notices",
    "keep coming back": "what is looked for in notices",
}
"""How texts begin that have spaces, and that no person reads."""

IN_ENGLISH: Final = {"vision/words/language.py": "no language is known yet"}
"""Modules that speak English alone, and why."""

# What is not yet said. The list only gets shorter.
NOT_YET: Final[set[str]] = {}


def escaped(source: str) -> list[str]:
    """Return the sentences in a source that are not said, and errors told without words."""
    return [*_escaped(ast.parse(source))]


def _escaped(node: ast.AST) -> Iterator[str]:
    if _is_docstring(node) or (isinstance(node, ast.Call) and _called(node) in FOR_DEVELOPERS):
        return
    if isinstance(node, ast.Call) and _called(node) in TO_PEOPLE and _glued(node):
        yield ast.unparse(node)
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if SENTENCE.search(NO_TEXT.sub("", node.value)) and not node.value.startswith(
            (*NOT_WORDS,)
        ):
            yield node.value
        return
    for child in _parts(node):
        yield from _escaped(child)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what is in a node, but the text that a call says."""
    if isinstance(node, ast.Call) and (texts := _texts_said(_called(node))):
        yield from [*node.args[texts:], *(keyword.value for keyword in node.keywords)]
    elif isinstance(node, (ast.AnnAssign, ast.arg)):
        yield from [node.value] if isinstance(node, ast.AnnAssign) and node.value else []
    else:
        yield from ast.iter_child_nodes(node)


def _texts_said(called: str) -> int:
    return 1 if called in TO_PEOPLE else SAID.get(called, 0)


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _glued(call: ast.Call) -> bool:
    """Whether an error's text is glued from pieces with letters in them: an error says literals."""
    for argument in call.args[:1]:
        pieces = argument.values if isinstance(argument, ast.JoinedStr) else []
        literals = [piece.value for piece in pieces if isinstance(piece, ast.Constant)]
        return any(re.search(r"(?<![.\w])[A-Za-z]{2}", str(literal)) for literal in literals)
    return False


@cache
def modules() -> dict[str, str]:
    """Return the source of every module of the program by its path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "vision").rglob("*.py"))
    }


@pytest.mark.parametrize("path", sorted(modules().keys() - NOT_YET - IN_ENGLISH.keys()))
def test_every_sentence_is_said(path: str) -> None:
    """Where translators find it, or it is listed why it is no text."""
    assert escaped(modules()[path]) == []


def test_what_is_listed_is_there() -> None:
    """A text that is gone needs no reason any more."""
    everything = "\n".join(modules().values())
    assert [text for text in NOT_WORDS if repr(text)[1:-1].split("\\")[0] not in everything] == []


@pytest.mark.parametrize(
    "source",
    [
        "print('move back')",
        "x = f'{n} people, please'",
        "LINES = {'a': ('not yet',)}",
        "raise errors.ConfigError(f'{file}: bad')",
        "say('Hello {who}', who='dear reader')",
        "raise UsageError('no {x}', x='such thing')",
    ],
)
def test_a_planted_literal_is_found(source: str) -> None:
    """In a call, in a table, in a value filled in, or glued in an error."""
    assert len(escaped(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '"""A docstring in words."""',
        "say('Please move back')",
        "count(n, '{n} step back', '{n} steps back')",
        "TITLE = mark('Head to knee')",
        "raise UsageError('no such pose')",
        "raise UsageError(f'{say(\"no such pose\")}; {hint}')",
        "raise UsageError(str(error))",
        "raise ValueError('developers read this one')",
        "x = '<img class=moment alt=\"\">'",
        "x: 'Sequence[int, str]' = key['back_straight']",
    ],
)
def test_what_is_said_is_not_called_escaped(source: str) -> None:
    """Nor is what developers read, and what is no sentence."""
    assert escaped(source) == []
