"""``unknot check``, as the person at the command line sees it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.builders import practitioner
from vision.landmarks.engines import Engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import Self

    from tests.app.commands import Ended
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks


@pytest.fixture
def checking(unknot: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ended]:
    """Give ``unknot check`` in a folder with photographs, and no model to load or to wait for."""

    class Searcher(contextlib.nullcontext[None]):
        def __enter__(self) -> Self:
            return self

        def find(self, frame: Frame) -> Landmarks | None:
            return practitioner("diamond", hide_far=True) if frame.image_bgr.any() else None

    monkeypatch.setattr("vision.app.check.photos.Searcher", Searcher)
    monkeypatch.setattr("vision.app.check.run.ready_engine", lambda *_: Engine(Path("a.task")))
    cv2.imwrite("kneeling.jpg", np.full((480, 848, 3), 90, np.uint8))
    cv2.imwrite("nobody.png", np.zeros((480, 848, 3), np.uint8))
    Path("diary.jpg").write_bytes(b"Dear diary,\n" * 99)
    return lambda *arguments: unknot("check", *arguments)


def test_a_photograph_is_told_of(checking: Callable[..., Ended]) -> None:
    """The pose, the view, each criterion, and once that this is no medical advice."""
    ended = checking("kneeling.jpg", "nobody.png", "kneeling.jpg")
    assert (ended.code, ended.err) == (0, "")
    assert (
        ended.out.count(
            "Diamond pose, or Hero pose (they look alike from here), seen from the side"
        )
        == 2
    )
    assert ended.out.count("Nobody found") == 1
    assert ended.out.count("not medical advice") == 1
    assert "back straight" in ended.out


def test_an_unreadable_photograph_stops_no_other(checking: Callable[..., Ended]) -> None:
    """It gets one line on standard error, and the exit code tells."""
    ended = checking("nosuch.jpg", "kneeling.jpg", "diary.jpg", "nobody.png")
    lines = ended.err.splitlines()
    assert [line.split(";")[0] for line in lines] == [
        "unknot: there is no file nosuch.jpg",
        "unknot: diary.jpg is no photograph that can be read",
    ]
    assert "Diamond pose" in ended.out
    assert "Nobody found" in ended.out
    assert ended.code == 1


def test_with_json_each_photograph_is_one_line(checking: Callable[..., Ended]) -> None:
    """Nothing else is written to standard output, and no advice."""
    ended = checking("kneeling.jpg", "nosuch.jpg", "nobody.png", "--json")
    kneeling, missing, nobody = map(json.loads, ended.out.splitlines())
    assert (kneeling["file"], kneeling["pose"], kneeling["view"]) == (
        "kneeling.jpg", "diamond", "side",
    )  # fmt: skip
    assert kneeling["verdicts"][0]["criterion"] == "back_straight"
    assert missing["error"] == "there is no file nosuch.jpg; check name and folder"
    assert (nobody["found"], "error" in nobody) == (False, False)
    assert (ended.code, len(ended.err.splitlines())) == (1, 1)


def test_a_pose_named_is_judged_instead(checking: Callable[..., Ended]) -> None:
    """And one's own thresholds are used."""
    Path("mine.toml").write_text("[hero.form.trunk_upright]\nlow = 80\nhigh = 90", "utf-8")
    arguments = ("kneeling.jpg", "--pose", "hero", "--json", "--thresholds", "mine.toml")
    record = json.loads(checking(*arguments).out)
    assert record["pose"] == "hero"
    status = {v["criterion"]: v["status"] for v in record["verdicts"]}
    assert status["trunk_upright"] == "missed"


def test_annotated_pictures_are_saved(checking: Callable[..., Ended]) -> None:
    """In a new folder, one for each photograph that was read, and their places are told."""
    Path("other").mkdir()
    cv2.imwrite("other/kneeling.png", np.full((480, 848, 3), 90, np.uint8))
    photos = ("kneeling.jpg", "nosuch.jpg", "nobody.png", "other/kneeling.png")
    before = Path("kneeling.jpg").read_bytes()
    ended = checking(*photos, "--out", "new/drawn", "--json")
    told = [json.loads(line).get("annotated") for line in ended.out.splitlines()]
    names = ["kneeling_checked.jpg", None, "nobody_checked.jpg", "kneeling_checked_2.jpg"]
    assert told == [name and str(Path("new/drawn") / name) for name in names]
    assert sorted(p.name for p in Path("new/drawn").iterdir()) == sorted(filter(None, names))
    assert "drawn: new" in checking("kneeling.jpg", "--out", "new/drawn").out
    assert cv2.imread("new/drawn/kneeling_checked.jpg").shape[1] == 1280
    assert Path("kneeling.jpg").read_bytes() == before


def test_a_folder_for_pictures_that_cannot_be_is_refused(checking: Callable[..., Ended]) -> None:
    """Before anything is looked at."""
    ended = checking("kneeling.jpg", "--out", "diary.jpg")
    assert "--out expects a folder it can write to, got diary.jpg" in ended.complaint
    assert ended.code == 1


def test_a_reader_that_has_had_enough_is_no_fault(
    checking: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in ``unknot check *.jpg --json | head -1``: the rest is not looked at."""
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w", encoding="utf-8") as gone:  # noqa: PTH123 (a descriptor has no path)
        monkeypatch.setattr(sys, "stdout", gone)
        ended = checking("kneeling.jpg", "nosuch.jpg", "--json")
    assert (ended.code, ended.err) == (0, "")
