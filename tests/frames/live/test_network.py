from __future__ import annotations

import pytest

from tests.frames.fakes import plain_image
from tests.frames.mjpeg import mjpeg_server, serve_mjpeg
from vision.errors import FrameSourceError, UsageError
from vision.frames.live.network import NetworkCamera, without_secrets
from vision.frames.live.source import LiveSource
from vision.frames.source import Frame, Interruption


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
    assert server.url in stalled.reason
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
