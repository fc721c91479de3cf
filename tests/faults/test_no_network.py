"""Nothing but loopback is ever asked: each command, with every call of the system watched."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.end_to_end.films import timelapse
from tests.end_to_end.practices import started
from vision.app.settings import demo_clip
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights

pytestmark = [
    pytest.mark.model,
    pytest.mark.whole,
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace watches the calls"),
]

# A network of its own that has loopback alone: nothing that is asked would answer either.
ALONE = """
import fcntl, os, socket, struct, sys
UP, SET = 1, 0x8914
with socket.socket() as any:
    fcntl.ioctl(any, SET, struct.pack("16sH", b"lo", UP) + bytes(14))
os.execv(sys.argv[1], sys.argv[1:])
"""
ASKED = re.compile(r'(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
OWN = re.compile(r"127\.|0\.0\.0\.0$|::1?$|::ffff:127\.")
WATCHED = "trace=connect,sendto,sendmsg,sendmmsg,bind"


def watched(folder: Path, command: list[str], until: str | None = None) -> set[str]:
    """Run a command to its end, or until it says something, and return the addresses it asks."""
    calls = folder / "calls.txt"
    alone = ["unshare", "-rn", sys.executable, "-c", ALONE]
    watch = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", WATCHED, "-o", str(calls)]
    unknot = [sys.executable, "-m", "vision", *command]
    weights.ensure()
    with started([*alone, shutil.which("strace") or "", *watch[1:], *unknot], folder) as running:
        if until is not None:
            running.wait_for_text(until)
            # Not strace, which would leave what it watches to itself.
            children = f"/proc/{running.process.pid}/task/{running.process.pid}/children"
            for child in Path(children).read_text("ascii").split():
                os.kill(int(child), signal.SIGINT)
        ended = running.end()
    assert until or ended.code == 0, ended.err
    return set(ASKED.findall(calls.read_text("utf-8", "replace")))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the demo clip with a picture a second."""
    with demo_clip() as clip:
        return timelapse(clip, tmp_path_factory.mktemp("film") / "film.mp4")


@pytest.fixture(scope="module")
def photo(film: Path) -> Path:
    """Give one picture of it."""
    with VideoFile(film) as source:
        picture = list(source)[20].image_bgr
    path = film.with_name("photo.png")
    Image.fromarray(picture[..., ::-1]).save(path)
    return path


def test_what_is_asked_is_seen(tmp_path: Path) -> None:
    """The watch itself: a camera's address that is asked is found in what it saw."""
    camera = ["practise", "--no-window", "--camera", "http://192.0.2.1/video"]
    assert watched(tmp_path, camera, until="does not answer") == {"192.0.2.1"}


@pytest.mark.parametrize(
    ("command", "until"),
    [
        (["practise", "--demo", "--fast", "--no-window", "--steps", "1-2"], None),
        (["practise", "--demo", "--no-window", "--record", "r.mp4"], "Diamond"),
        (["check", "PHOTO", "--json"], None),
        (["review", "FILM", "--fps", "2"], None),
        (["tune", "FILM", "--no-browser"], "token="),
        (["poses"], None),
        (["model"], None),
    ],
)
def test_no_command_asks_anybody(
    tmp_path: Path, film: Path, photo: Path, command: list[str], until: str | None
) -> None:
    """Practise, check, review, tune: whatever they do, no address but this machine's own."""
    named = {"FILM": str(film), "PHOTO": str(photo)}
    asked = watched(tmp_path, [named.get(word, word) for word in command], until)
    assert not [address for address in asked if not OWN.match(address)]
