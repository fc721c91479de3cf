"""The page's socket: loopback, the port that was asked for, or a free one."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING

import pytest

from vision.app.tune.server import FIRST_PORT, listen, new_pass, open_in_browser
from vision.errors import OutputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def test_it_listens_on_this_machine_only() -> None:
    """Not on the network's addresses."""
    with listen(None) as listening:
        host, port = listening.getsockname()
        assert host == "127.0.0.1"
        assert port >= FIRST_PORT
        with socket.create_connection(("127.0.0.1", port), timeout=5) as caller:
            assert caller.getpeername() == (host, port)


def test_a_second_one_takes_another_port() -> None:
    """And both go on."""
    with listen(None) as first, listen(None) as second:
        assert first.getsockname()[1] != second.getsockname()[1]


def test_where_all_of_ours_are_taken_any_free_port_will_do() -> None:
    """Rather than giving up."""
    taken = []
    try:
        for _ in range(25):
            taken.append(listen(None))  # noqa: PERF401 (each one is closed, whatever happens)
        ports = {each.getsockname()[1] for each in taken}
        assert len(ports) == len(taken)
    finally:
        for each in taken:
            each.close()


def test_a_port_that_is_taken_is_told() -> None:
    """Somebody who named one wants that one."""
    with listen(None) as first:
        port = first.getsockname()[1]
        with pytest.raises(OutputError, match=f"port {port} cannot be used: .*leave --port out"):
            listen(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_what_is_no_port_is_told(port: int) -> None:
    """With what would be one."""
    with pytest.raises(UsageError, match=f"from 1 to 65535, got {port}"):
        listen(port)


ADDRESS = "http://127.0.0.1:1/?token=s3cr3t&pose=diamond"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have a screen and a browser; give what it is called with."""
    given: list[str] = []

    def open_address(address: str) -> bool:
        given.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", open_address)
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    return given


def test_without_a_screen_no_browser_is_opened(
    opened: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One for terminals would take over the terminal the page is served from."""
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert not open_in_browser(ADDRESS, tmp_path)
    assert (opened, list(tmp_path.iterdir())) == ([], [])


def test_the_secret_is_not_on_the_browser_s_command_line(opened: list[str], tmp_path: Path) -> None:
    """Everybody on the machine reads what programs are called with, and this file nobody."""
    assert open_in_browser(ADDRESS, tmp_path)
    (page,) = tmp_path.iterdir()
    assert opened == [page.as_uri()]
    assert "s3cr3t" not in opened[0]
    if os.name == "posix":
        assert page.stat().st_mode & 0o777 == 0o600
    text = page.read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="0; url=http://127.0.0.1:1/?token=s3cr3t&amp;pose=' in text


def test_every_page_has_a_secret_of_its_own() -> None:
    """Long enough not to be guessed."""
    with listen(None) as listening:
        one, other = new_pass(listening), new_pass(listening)
    assert one.token != other.token
    assert len(one.token) >= 32
    assert one.port == listening_port(one.address)


def listening_port(address: str) -> int:
    """Return the port in an address."""
    return int(address.split(":")[2].split("/", maxsplit=1)[0])
