"""A photograph of somebody practising, from the file to the verdicts and the annotated picture."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from benchmarks.practitioner.postures import head_to_knee
from benchmarks.practitioner.render import render
from tests.builders import NAMED
from tests.end_to_end.practices import UNKNOT, Ended, ran
from vision.landmarks import weights

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model

PHOTOS = {
    "diamond.png": NAMED["diamond"],
    "round.jpg": lambda: head_to_knee("right", bulge_m=0.058, tilt_deg=56.0),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with two photographs of the practitioner, and one that was cut off."""
    weights.ensure()
    made = tmp_path_factory.mktemp("photos")
    for name, posture in PHOTOS.items():
        cv2.imwrite(str(made / name), render(posture()))
    whole = (made / "round.jpg").read_bytes()
    (made / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    return made


@pytest.fixture(scope="module")
def ended(folder: Path) -> Ended:
    """Check them all, as a user does."""
    names = [*PHOTOS, "cut.jpg"]
    return ran([UNKNOT, "check", *names, "--json", "--out", "drawn"], folder)


def verdicts(ended: Ended, index: int) -> dict[str, dict[str, object]]:
    """Return the verdicts on a photograph by criterion."""
    record = json.loads(ended.out.splitlines()[index])
    return {verdict["criterion"]: verdict for verdict in record["verdicts"]}


def test_poses_are_recognised_and_judged(ended: Ended) -> None:
    """A good seat is met throughout; a round back is what is to be changed, and nothing else."""
    records = [json.loads(line) for line in ended.out.splitlines()]
    assert [(r["found"], r["pose"], r["side"], r["view"]) for r in records] == [
        (True, "diamond", None, "side"),
        (True, "head_to_knee", "right", "side"),
        (False, None, None, None),
    ]
    seat, fold = verdicts(ended, 0), verdicts(ended, 1)
    assert {name: v["status"] for name, v in seat.items()} == dict.fromkeys(
        ("back_straight", "trunk_upright", "head_over_hips", "shoulders_soft"), "met"
    )
    assert abs(float(str(seat["trunk_upright"]["value"])) - 2.0) < 5.0
    form = {name: v for name, v in fold.items() if v["kind"] == "form"}
    missed = {name: v["cue"] for name, v in form.items() if v["status"] == "missed"}
    assert list(missed) == ["back_straight"]
    assert missed["back_straight"]


def test_what_cannot_be_read_is_one_line_and_the_exit_code(ended: Ended) -> None:
    """And nothing of what the libraries below have to say."""
    assert ended.code == 1
    (line,) = ended.err.splitlines()
    assert line.startswith("unknot: cut.jpg begins as a JPEG, but cannot be decoded")
    assert json.loads(ended.out.splitlines()[2])["error"] == line.removeprefix("unknot: ")


@pytest.mark.parametrize("name", PHOTOS)
def test_the_annotated_picture_shows_the_photograph_and_more(
    folder: Path, ended: Ended, name: str
) -> None:
    """It can be read back; away from the person it is the photograph, on the person it is not."""
    assert ended.out
    original = cv2.imread(str(folder / name))
    drawn = cv2.imread(str(folder / "drawn" / f"{name[:-4]}_checked.jpg"))
    height, width = original.shape[:2]
    shown = cv2.resize(drawn[: round(1280 * height / width)], (width, height))
    off = np.abs(shown.astype(int) - original).max(axis=-1)
    assert np.median(off[:, :100]) < 12
    assert (off > 60).sum() > 2000
    assert drawn.shape[0] > round(1280 * height / width) + 200
    assert sorted(p.name for p in (folder / "drawn").iterdir()) == [
        "diamond_checked.jpg", "round_checked.jpg",
    ]  # fmt: skip
