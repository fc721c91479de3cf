"""``unknot licences``: nothing that is needed is left out, and the GPL is told of."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING

from tests.paths import ROOT
from vision.licences import installed_parts

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from tests.app.commands import Ended


def test_every_part_has_its_licence(unknot: Callable[..., Ended]) -> None:
    """Each package that the program needs has a row, and none is without a licence."""
    ended = unknot("licences")
    assert ended.code == 0
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in ended.out.splitlines()]
    cells = {row[0]: row[1:] for row in rows if len(row) == 3 and row[0]}
    needed = set(re.findall(r'^  "([a-z0-9-]+)[><=]', dependencies(), re.MULTILINE))
    assert len(needed) > 10
    assert needed <= cells.keys()
    assert cells["av"][0] == metadata.version("av")
    assert all(len(row[-1]) > 2 for row in rows if len(row) == 3 and row[0])


def test_what_the_gpl_asks_is_said(
    unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PyAV's wheels hold GPL encoders: who passes on a bundle learns it; where not, nobody does."""
    assert "GNU GPL" in unknot("licences").out
    monkeypatch.setattr("av.codecs_available", {"h264"})
    assert "GNU GPL" not in unknot("licences").out


def test_extras_are_no_parts() -> None:
    """What only developers or a cluster need is not told as a part."""
    assert not {"pytest", "distributed", "mypy"} & set(installed_parts("unknot"))


def dependencies() -> str:
    """Return what the project says it needs."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    return text.partition("\ndependencies = [")[2].partition("\n]")[0]
