from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from tests.frames.fakes import plain_image
from tests.frames.mjpeg import mjpeg_server, serve_mjpeg
from vision.errors import FrameSourceError, UsageError
from vision.frames.live import network
from vision.frames.live.network import NetworkCamera, without_secrets
from vision.frames.live.source import LiveSource
from vision.frames.source import Frame, Interruption

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_a_stream_that_dies_and_comes_back_is_taken_up_again() -> None:
    """Breaking the connection interrupts; once the camera serves again, pictures come again."""
    with (
        mjpeg_server([plain_image(90)], fps=50) as server,
        LiveSource(NetworkCamera(server.url), pause=lambda left, _: left.wait(0.05)) as source,
    ):
        arrivals = iter(source)
        before = next(item for item in arrivals if isinstance(item, Frame))
        server.off()
        lost = next(item for item in arrivals if isinstance(item, Interruption))
        server.on()
        again = next(item for item in arrivals if isinstance(item, Frame) and item.t_s > lost.t_s)
    assert "reconnect" in lost.reason
    assert before.t_s < lost.t_s < again.t_s
    assert abs(int(again.image_bgr[0, 0, 0]) - 90) < 3


def test_a_stream_that_stalls_is_told_of() -> None:
    """A connection that stays open but sends nothing is an interruption, then pictures again."""
    with (
        mjpeg_server([plain_image()], fps=50) as server,
        LiveSource(NetworkCamera(server.url), pause=lambda left, _: left.wait(0.05)) as source,
    ):
        arrivals = iter(source)
        next(arrivals)
        server.stalled.set()
        stalled = next(item for item in arrivals if isinstance(item, Interruption))
        server.stalled.clear()
        again = next(item for item in arrivals if isinstance(item, Frame))
    assert "no picture from the camera" in stalled.reason
    assert again.t_s > stalled.t_s


def test_a_wrong_page_is_refused_with_advice() -> None:
    """A server that answers, but has no such page, is told apart from one that is not there."""
    with serve_mjpeg([plain_image()], fps=50) as url:
        wrong = url.replace("/video", "/nothing")
        with (
            pytest.raises(FrameSourceError, match="check the path"),
            LiveSource(NetworkCamera(wrong)),
        ):
            pass


@contextmanager
def serving(
    answers: dict[str, tuple[int, dict[str, str], bytes]],
) -> Iterator[tuple[str, list[str]]]:
    """Serve answers by path; gives the address and, as they come, the paths asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test output quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def refusal(url: str) -> str:
    """Return why a camera cannot be opened."""
    with pytest.raises(FrameSourceError) as refused, LiveSource(NetworkCamera(url)):
        pass
    return str(refused.value)


def test_a_camera_is_followed_to_an_address_of_its_own() -> None:
    """A redirect within the host is what phone apps do; the pictures come."""
    with (
        serve_mjpeg([plain_image(120)], fps=50) as video,
        serving({"/": (302, {"Location": video}, b"")}) as (url, _),
    ):
        camera = NetworkCamera(url)
        picture = camera.open()
        camera.close()
    assert abs(int(picture[0, 0, 0]) - 120) < 3


def test_no_other_host_is_asked_because_a_camera_says_so() -> None:
    """Neither a redirect nor a playlist makes this machine ask a host that nobody named."""
    with serving({}) as (elsewhere, asked):
        other = elsewhere.replace("127.0.0.1", "localhost")
        playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{other}/x.ts\n#EXT-X-ENDLIST\n"
        answers = {
            "/sent": (302, {"Location": f"{other}/video"}, b""),
            "/list.m3u8": (
                200,
                {"Content-Type": "application/vnd.apple.mpegurl"},
                playlist.encode(),
            ),
            "/round": (302, {"Location": "/round"}, b""),
        }
        with serving(answers) as (url, _):
            assert "localhost" in refusal(f"{url}/sent")
            assert "not with a video" in refusal(f"{url}/list.m3u8")
            assert "not with a video" in refusal(f"{url}/round")
        assert not asked


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (
            (200, {"Content-Type": "text/html"}, b"<html><body>camera</body></html>"),
            "not with a video",
        ),
        ((401, {"WWW-Authenticate": 'Basic realm="camera"'}, b""), "user and password"),
        ((403, {}, b""), "user and password"),
        ((404, {}, b""), "check the path"),
        ((500, {}, b""), "check the path"),
        ((200, {"Content-Type": "video/mp4"}, b""), "not with a video"),
    ],
)
def test_each_wrong_answer_has_its_advice(
    answer: tuple[int, dict[str, str], bytes], advice: str
) -> None:
    """A page, a wish for a password, a server's own trouble: each says what to do about it."""
    with serving({"/video": answer}) as (url, _):
        assert advice in refusal(f"{url}/video")


def test_a_camera_that_takes_the_call_and_never_answers_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """RTSP or HTTP: after some seconds it is told that there is no answer."""
    monkeypatch.setattr(network, "_OPEN_WITHIN_S", 0.5)
    monkeypatch.setattr(network, "_READ_WITHIN_S", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        for scheme in ("rtsp", "http"):
            begun_s = time.monotonic()
            assert "does not answer" in refusal(
                f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/live"
            )
            assert time.monotonic() - begun_s < 3


@pytest.mark.parametrize("line", [b"X-More: and more\r\n", b"x"])
def test_a_camera_that_never_comes_to_its_pictures_is_given_up(
    monkeypatch: pytest.MonkeyPatch, line: bytes
) -> None:
    """Headers without end, or an answer of a letter at a time, keep nobody waiting for ever."""
    monkeypatch.setattr(network, "_OPEN_WITHIN_S", 0.7)
    monkeypatch.setattr(network, "_READ_WITHIN_S", 0.7)
    over = threading.Event()

    def drip(server: socket.socket) -> None:
        while not over.is_set():
            with suppress(OSError):
                caller, _ = server.accept()
                with caller:
                    caller.sendall(b"HTTP/1.0 200 OK\r\n")
                    while not over.wait(0.01):
                        caller.sendall(line)

    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        dripping = threading.Thread(target=drip, args=(server,))
        dripping.start()
        try:
            begun_s = time.monotonic()
            said = refusal(f"http://127.0.0.1:{server.getsockname()[1]}/video")
            took_s = time.monotonic() - begun_s
        finally:
            over.set()
            dripping.join()
    assert "does not answer" in said
    assert took_s < 5


def test_passwords_are_never_shown() -> None:
    """Neither the name nor an error repeats user, password or token of an address."""
    camera = LiveSource(NetworkCamera("http://anna:s3cret@127.0.0.1:9/video?token=t0ken"))
    assert camera.name == "http://127.0.0.1:9/video"
    with pytest.raises(FrameSourceError) as refusal, camera:
        pass
    shown = f"{refusal.value}{refusal.value.__cause__}"
    assert not any(secret in shown for secret in ("anna", "s3cret", "t0ken"))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("rtsp://u:p@cam.local:554/live?x=1", "rtsp://cam.local:554/live"),
        ("http://[::1]:80/v", "http://[::1]:80/v"),
        ("HTTPS://Phone/", "https://phone/"),
    ],
)
def test_an_address_is_shown_without_what_is_private(url: str, shown: str) -> None:
    """Scheme, host, port and path are shown, nothing else."""
    assert without_secrets(url) == shown


@pytest.mark.parametrize("url", ["ftp://host/x", "http://", "http://[x", "http://h:99999999/"])
def test_what_is_no_camera_address_is_refused(url: str) -> None:
    """Other schemes and broken addresses are mistakes in what was asked for."""
    with pytest.raises(UsageError, match="a camera address starts with"):
        without_secrets(url)
