"""The page to be given away: summary and moments, small, and nothing of where it is from."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import cv2
import numpy as np

from tests.render.review_examples import CUE, NOTICE, example
from vision.render.report.report import SHARE_BYTES, share_html


def test_it_tells_summary_and_moments_and_no_name() -> None:
    """What a student reads; neither the file's name, nor notes on it, nor what made the report."""
    data = example(video="annotated.mp4")
    text = unescape(share_html(data, lambda _: b"film", "1.2.3"))
    for told in (CUE, NOTICE, "You practised", "Back long in the fold", "unknot 1.2.3"):
        assert told in text, told
    assert 'src="data:video/mp4;base64,ZmlsbQ=="' in text
    for kept in ("morning", "damaged", "annotated.mp4", "<script", "<button", "<dl"):
        assert kept not in text, kept


def test_many_large_pictures_leave_room_for_the_film() -> None:
    """They are made smaller, and page and film together stay under the bound."""
    noise = np.random.default_rng(1).integers(0, 255, (640, 640, 3)).astype(np.uint8)
    large = cv2.imencode(".jpg", noise)[1].tobytes()
    data = example()
    pictures = [replace(data.thumbnails[0], t_s=float(t_s), jpeg=large) for t_s in range(40)]
    rooms: list[int] = []

    def film(most_bytes: int) -> bytes:
        rooms.append(most_bytes)
        return bytes(most_bytes)

    text = share_html(replace(data, thumbnails=pictures), film, "1.2.3")
    assert text.count("data:image/jpeg") == len(pictures)
    assert rooms[0] > SHARE_BYTES // 4
    assert 0.99 * SHARE_BYTES < len(text.encode("utf-8")) <= SHARE_BYTES


def test_without_a_film_there_is_no_empty_player() -> None:
    """A review without a video has its pictures and words."""
    text = share_html(example(), lambda _: None, "1.2.3")
    assert "<video" not in text
    assert "data:image/jpeg" in text
