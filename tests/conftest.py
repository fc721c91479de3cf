"""Settings that hold for every test, which tests stay together, and the model that many share."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from vision.landmarks import weights

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# The same examples on every run and machine, and no verdict by the clock of a busy one.
settings.register_profile("unknot", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("unknot")

# In the background of a shell nobody hears Ctrl-C, nor a closed terminal under `nohup`; and neither
# would what a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


@pytest.fixture(scope="session")
def model() -> Path:
    """Give the landmark model, fetched if it is not there yet."""
    return weights.ensure()


# Before pytest-xdist, which takes down who belongs together in a hook of the same name.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Keep tests that share what their module makes (reviews, browsers, screens) in one process."""
    for item in items:
        makers = getattr(item, "_fixtureinfo", None)
        known = makers.name2fixturedefs.values() if makers else ()
        if any(maker.scope == "module" for makers in known for maker in makers):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.split("::")[0]))
