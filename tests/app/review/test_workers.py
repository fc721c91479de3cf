"""Workers of this machine and of a cluster."""

from __future__ import annotations

import sys

import pytest

from vision.app.review.workers import ClusterWorkers, LocalWorkers, cores
from vision.errors import MissingLibraryError


def test_as_many_processes_as_cores_unless_told_otherwise() -> None:
    """All of the machine, or as much of it as one wants to give."""
    assert LocalWorkers(None).at_once == cores() >= 1
    assert LocalWorkers(5).at_once == 5


def test_a_cluster_without_its_library_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is an extra: most people have one machine."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingLibraryError, match=r"unknot\[cluster\]"):
        ClusterWorkers("tcp://127.0.0.1:1")
