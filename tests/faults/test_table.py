"""The table of faults tells of tests that are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.paths import ROOT

_ROW = re.compile(r"^\| [^|]+ \| [^|]+ \| `(tests/[^:]+)::(test_\w+)` \|$")


def test_every_row_is_a_test() -> None:
    """Each row names a function that pytest collects."""
    table = Path(__file__).with_name("README.md").read_text("utf-8").splitlines()
    rows = [line for line in table if line.startswith("|")][2:]
    assert len(rows) > 30
    missing = [row for row in rows if not _is_there(row)]
    assert not missing, missing


def _is_there(row: str) -> bool:
    named = _ROW.match(row)
    if named is None or not (file := ROOT / named[1]).is_file():
        return False
    tree = ast.parse(file.read_text("utf-8"))
    return named[2] in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
