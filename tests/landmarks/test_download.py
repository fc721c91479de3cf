"""Downloads from a server that misbehaves, and by processes that get in each other's way."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from tests.landmarks.sources import (
    WEIGHTS,
    Answer,
    model_from,
    open_plain,
    send,
    send_half_then_wait,
    served,
)
from tests.paths import ROOT
from vision.errors import WeightsError
from vision.landmarks.model import weights
from vision.landmarks.model.fetch import UrlSource

if TYPE_CHECKING:
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a cache folder of the test's own, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(weights.CACHE_FOLDER_VARIABLE, str(folder))
    return folder


def files_in(folder: Path) -> list[str]:
    """List a folder that may not be there."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_progress_names_the_source_and_counts_bytes(cache: Path) -> None:
    """Progress is told once before anything is asked, then block by block."""
    assert not cache.exists()
    told: list[tuple[int, int | None, str]] = []
    with served(send(WEIGHTS)) as url:
        model = model_from(UrlSource(url, len(WEIGHTS), open_url=open_plain))
        weights.ensure(
            model=model,
            progress=lambda done, total, what: told.append((done, total, what)),
        )
    assert told[0][0] == 0
    assert told[-1][:2] == (len(WEIGHTS), len(WEIGHTS))
    assert told == sorted(told)
    assert {what for _, _, what in told} == {f"weights.task from {model.sources[0].name}"}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        pytest.param(
            send(WEIGHTS[:5000], announced_bytes=len(WEIGHTS)),
            "expected 262,144 bytes, it broke off after 5,000",
            id="half",
        ),
        pytest.param(send(b""), "expected 262,144 bytes, it broke off after 0", id="empty"),
        pytest.param(send(WEIGHTS + b"!"), "expected 262,144 bytes, it sent more", id="too long"),
        pytest.param(
            send(WEIGHTS[::-1]),
            f"it sent {hashlib.sha256(WEIGHTS[::-1]).hexdigest()}",
            id="wrong hash",
        ),
        pytest.param(
            lambda handler: handler.send_error(404, "Not here"),
            "HTTP 404: Not here",
            id="missing",
        ),
        pytest.param(lambda handler: handler.wfile.write(b"What?\r\n"), "What?", id="no http"),
    ],
)
def test_wrong_bytes_are_refused_with_their_reason(
    cache: Path,
    answer: Answer,
    reason: str,
) -> None:
    """Half, long, wrong or no bytes give one line with the reason, and leave no file."""
    with served(answer) as url:
        model = model_from(UrlSource(url, open_url=open_plain))
        with pytest.raises(WeightsError) as caught:
            weights.ensure(model=model)
    message = str(caught.value)
    assert reason in message
    assert url in message
    assert "--model PATH" in message
    assert "\n" not in message
    assert files_in(cache) == []


@pytest.mark.parametrize("begins", [False, True], ids=["no answer", "stalls"])
def test_a_host_that_hangs_is_given_up(cache: Path, begins: bool) -> None:  # noqa: FBT001 (a case)
    """Neither a host that never answers nor one that stops sending holds the user for long."""
    released = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        if begins:
            handler.send_response(200)
            handler.end_headers()
            handler.wfile.write(WEIGHTS[:100])
        released.wait(10)

    with served(hang) as url:
        source = UrlSource(url, connect_s=1.0 if begins else 0.2, stall_s=0.2, open_url=open_plain)
        reason = "nothing came for 0.2 s" if begins else "no answer within 0.2 s"
        with pytest.raises(WeightsError, match=reason):
            weights.ensure(model=model_from(source))
        released.set()
    assert files_in(cache) == []


FETCH_IN_A_PROCESS = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.landmarks.sources import model_from, open_plain
from vision.landmarks.model import fetch
from vision.landmarks.model import weights
print(weights.ensure(model=model_from(fetch.UrlSource(sys.argv[2], open_url=open_plain))))
"""


def process_fetching(url: str) -> subprocess.Popen[str]:
    """Start a process that fetches into the cache and prints where the file is."""
    root = str(ROOT)
    return subprocess.Popen(  # noqa: S603 (this very Python)
        [sys.executable, "-c", FETCH_IN_A_PROCESS, root, url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_fetch_at_once_end_with_one_right_file(cache: Path) -> None:
    """Both get the file, though each was half through while the other was too."""
    both_half_through = threading.Barrier(2, timeout=20)
    with served(send_half_then_wait(both_half_through.wait)) as url:
        fetching = [process_fetching(url) for _ in range(2)]
        ends = [process.communicate(timeout=30) for process in fetching]
    assert [process.returncode for process in fetching] == [0, 0], ends
    assert [out.strip() for out, _ in ends] == [str(cache / "weights.task")] * 2
    assert (cache / "weights.task").read_bytes() == WEIGHTS
    assert files_in(cache) == ["weights.task"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_in_a_real_download_leaves_nothing(cache: Path) -> None:
    """A process interrupted while it waits for bytes ends soon and leaves an empty cache."""
    half_through, released = threading.Event(), threading.Event()

    def wait() -> None:
        half_through.set()
        released.wait(20)

    with served(send_half_then_wait(wait)) as url:
        process = process_fetching(url)
        assert half_through.wait(20)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        released.set()
    assert "KeyboardInterrupt" in err
    assert files_in(cache) == []
