"""What is installed: the bounds of what we need, and the one set of it that is tested."""

from __future__ import annotations

import importlib.metadata
import os
import re
from typing import Final

import pytest
import tomlkit
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.paths import ROOT

PROJECT: Final = tomlkit.parse((ROOT / "pyproject.toml").read_text(encoding="utf-8")).unwrap()[
    "project"
]
PINNED: Final = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NEEDED: Final = [
    requirement
    for group in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())
    for requirement in map(Requirement, group)
    if requirement.name != PROJECT["name"]
]
PYTHONS: Final = [
    label.rsplit(" ", 1)[1]
    for label in PROJECT["classifiers"]
    if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", label)
]


def environment(python: str, system: str) -> dict[str, str]:
    """Return what decides which of the pins holds."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.1",
        "sys_platform": system,
        "platform_machine": "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
    }


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
@pytest.mark.parametrize("python", PYTHONS)
def test_all_that_is_needed_is_pinned_within_its_bounds(python: str, system: str) -> None:
    """Once for each Python and system; if not, refresh constraints.txt as CONTRIBUTING.md says."""
    here = environment(python, system)
    versions: dict[str, str] = {}
    for pin in PINNED:
        if pin.marker is None or pin.marker.evaluate(here):
            (bound,) = pin.specifier
            assert (bound.operator, pin.name in versions) == ("==", False)
            versions[canonicalize_name(pin.name)] = bound.version
    for needed in NEEDED:
        if needed.marker is None or needed.marker.evaluate(here):
            assert needed.specifier.contains(versions[canonicalize_name(needed.name)]), needed


def test_the_pins_name_nothing_of_the_machine_they_were_made_on() -> None:
    """Names, versions and for which Pythons: no paths, no addresses of registries."""
    plain = re.compile(r"[a-z0-9-]+==[a-z0-9.]+( ; [A-Za-z_0-9 '.<>=!*()]+)?")
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines[2:] if not re.fullmatch(plain, line)] == []
    assert lines[1].startswith("#    uv pip compile pyproject.toml ")


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="others may have more installed")
def test_the_ci_runs_with_what_is_pinned() -> None:
    """Whatever comes in has its pin, so that no release of tomorrow changes what is tested."""
    pinned = {(canonicalize_name(pin.name), str(pin.specifier)[2:]) for pin in PINNED}
    installed = {
        (canonicalize_name(each.name), each.version) for each in importlib.metadata.distributions()
    }
    unpinned = {name for name, _ in installed - pinned}
    assert unpinned - {"pip", "setuptools", "wheel"} == {PROJECT["name"]}
