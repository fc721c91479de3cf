"""Tests that share what their module makes stay in one process, which makes it once."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(scope="module")
def made() -> str:
    """Give what the tests of this module share."""
    return "made"


def test_who_shares_something_is_of_one_group(request: pytest.FixtureRequest, made: str) -> None:
    """As pytest-xdist writes a group down; in one process alone there are no groups."""
    assert made == "made"
    in_one_of_many = "PYTEST_XDIST_WORKER" in os.environ
    assert request.node.nodeid.endswith("@tests/test_sharing.py") == in_one_of_many


def test_who_shares_nothing_goes_anywhere(request: pytest.FixtureRequest) -> None:
    """So that the work is spread evenly."""
    assert "@" not in request.node.nodeid
