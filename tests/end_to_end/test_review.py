"""A recorded session, reviewed as a user does: from the file to the report."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from tests.browser import visit, wait_for
from tests.end_to_end.films import cut_out, pictures, played
from tests.end_to_end.practices import UNKNOT, Ended, ran
from tests.frames.clips import cut, write_audio_only, write_clip
from vision.frames.video.writer import VideoWriter
from vision.landmarks import weights
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.end_to_end.conftest import RunHere

pytestmark = pytest.mark.model

RESULTS = {
    "annotated.mp4",
    "landmarks.npz",
    "measures.csv",
    "report.html",
    "session.json",
    "verdicts.csv",
}


def dark(path: Path, pictures: int, size_px: tuple[int, int] = (64, 48)) -> Path:
    """Write a film of an empty room."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height = size_px
        stream.pix_fmt = "yuv420p" if size_px != (1, 1) else "yuv444p"
        image = np.full((size_px[1], size_px[0], 3), 70, np.uint8)
        for _ in range(pictures):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def pair(clip: Path, path: Path) -> None:
    """Write a film of two people beside each other."""
    with VideoWriter(path, fps=15.0) as writer:
        for index, image in enumerate(pictures(clip, 4.0, 7.5)):
            writer.write(np.hstack([image, image[:, ::-1]]), index / 15)


# --- a batch with all that can be amiss ----------------------------------------------------------


@pytest.fixture(scope="module")
def batch(clip: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """Review a good video among others that are none, as one command."""
    weights.ensure()
    folder = tmp_path_factory.mktemp("batch")
    cut_out(clip, 3.4, 9.9, folder / "morning.mp4")
    (folder / "other").mkdir()
    cut_out(clip, 130.9, 136.9, folder / "other" / "morning.mp4")
    (folder / "empty.mp4").write_bytes(b"")
    cut(write_clip(folder / "cut.mp4"), 0.5)
    write_audio_only(folder / "sound.mp4")
    (folder / "notes.mp4").write_text("no film", encoding="utf-8")
    dark(folder / "nobody.mp4", 15)
    dark(folder / "one.mp4", 1)
    dark(folder / "dot.mp4", 3, (1, 1))
    pair(clip, folder / "pair.mp4")
    names = ["morning", "pair", "empty", "cut", "sound", "notes", "nobody", "one", "dot", "missing"]
    videos = [f"{name}.mp4" for name in names]
    command = [UNKNOT, "review", *videos, "other/morning.mp4", "./morning.mp4"]
    return folder, ran(command, folder)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("empty", "0 bytes"),
        ("cut", "not a recording that can be read"),
        ("sound", "only audio"),
        ("notes", "not a recording that can be read"),
        ("nobody", "nobody could be seen"),
        ("one", "nobody could be seen"),
        ("dot", "nobody could be seen"),
        ("missing", "there is no file"),
    ],
)
def test_what_cannot_be_reviewed_is_told_in_one_line(
    batch: tuple[Path, Ended], name: str, told: str
) -> None:
    """The line names the file and the reason; the others go on, and the exit code says so."""
    folder, ended = batch
    lines = [line for line in ended.err.splitlines() if f"{name}.mp4" in line]
    assert len(lines) == 1, ended.err
    assert told in lines[0]
    assert ended.code == 1
    assert not (folder / "reviews" / name).exists()


def test_the_good_ones_are_reviewed_whatever_the_others_are(batch: tuple[Path, Ended]) -> None:
    """Two of one name get a folder each, and one that is named twice is reviewed once."""
    folder, ended = batch
    assert "Traceback" not in ended.err
    made = {path.name for path in (folder / "reviews").iterdir()}
    assert made == {"morning", "morning_2", "pair", "index.html"}
    for name in ("morning", "morning_2", "pair"):
        assert {path.name for path in (folder / "reviews" / name).iterdir()} == RESULTS
    assert "named twice" in ended.err
    page = (folder / "reviews" / "index.html").read_text(encoding="utf-8")
    assert "morning_2/report.html" in page
    assert "nobody could be seen" in page


@pytest.mark.skipif(os.name != "posix", reason="the modes of POSIX")
def test_all_of_it_is_for_the_user_alone(batch: tuple[Path, Ended]) -> None:
    """Films of somebody at home, and what was found in them; nothing is left locked."""
    folder, _ = batch
    made = [path for out in folder.glob("reviews*") for path in (out, *out.rglob("*"))]
    assert len(made) > len(RESULTS)
    assert {path.stat().st_mode & 0o777 for path in made if path.is_dir()} == {0o700}
    assert {path.stat().st_mode & 0o777 for path in made if path.is_file()} == {0o600}
    assert ".unknot.lock" not in {path.name for path in made}


def test_several_people_are_told(batch: tuple[Path, Ended]) -> None:
    """On the terminal, in the report and in the data: what is said may be of another."""
    folder, ended = batch
    told = "More than one person is in the picture"
    assert [line for line in ended.err.splitlines() if told in line and "pair.mp4" in line]
    assert told in (folder / "reviews" / "pair" / "report.html").read_text(encoding="utf-8")
    assert told in " ".join(session(folder / "reviews" / "pair")["notes"])
    assert session(folder / "reviews" / "morning")["notes"] == []


def session(folder: Path) -> dict[str, Any]:
    """Return what was found."""
    return json.loads((folder / "session.json").read_text(encoding="utf-8"))


def test_the_poses_are_found(batch: tuple[Path, Ended]) -> None:
    """Each clip shows one pose of the routine, and the report says which."""
    folder, _ = batch
    for name, pose in (("morning", "diamond"), ("morning_2", "reclining_hero")):
        with (folder / "reviews" / name / "verdicts.csv").open(encoding="utf-8") as file:
            assert {row["pose"] for row in csv.DictReader(file)} == {pose}


def test_the_annotated_video_is_as_long_and_plays(batch: tuple[Path, Ended]) -> None:
    """In H.264, at the times of the original."""
    folder, _ = batch
    codec, times_s = played(folder / "reviews" / "morning" / "annotated.mp4")
    assert codec == "h264"
    assert times_s[0] == 0.0
    assert times_s[-1] == pytest.approx(6.5, abs=0.2)
    assert np.diff(times_s).max() < 0.15


def test_the_report_opens_from_disk_and_a_click_seeks_the_video(
    browser: Browser, batch: tuple[Path, Ended]
) -> None:
    """In a real browser, with the real video, and nothing asked for from anywhere else."""
    report = batch[0].resolve() / "reviews" / "morning" / "report.html"
    with visit(browser, report) as seen:
        page = seen.page
        page.wait_for_selector('[data-figure="main"][data-drawn]')
        wait_for(page, "document.querySelector('video').readyState >= 1")
        assert page.evaluate("document.querySelector('video').duration") > 6.0
        box = page.locator('[data-figure="main"] .nsewdrag').first.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 0.6 * box["width"], box["y"] + 0.5 * box["height"])
        wait_for(page, "document.querySelector('video').currentTime > 2.5")
        assert page.evaluate("document.querySelector('video').currentTime") < 5.5
        assert page.locator('[data-figure="main"] .barlayer .point').count() > 3
        assert (seen.strays(), seen.complaints) == ([], [])


def test_judging_again_needs_no_video(batch: tuple[Path, Ended], run_here: RunHere) -> None:
    """From the landmarks alone the same verdicts come, beside them or elsewhere."""
    folder, _ = batch
    before = session(folder / "reviews" / "morning")
    saved = "reviews/morning/landmarks.npz"
    ended = run_here(["review", "--from", saved, "--out", "again"], folder)
    assert ended.code == 0, ended.err
    again = folder / "again" / "morning"
    assert {path.name for path in again.iterdir()} == RESULTS - {"annotated.mp4"}
    assert session(again)["steps"] == before["steps"]


def test_the_time_of_a_film_of_fifteen_pictures_is_evened(
    batch: tuple[Path, Ended], run_here: RunHere
) -> None:
    """Ten a second are not evenly apart in it; the rows asked for are, and say the same."""
    folder, _ = batch
    saved = "reviews/morning/landmarks.npz"
    ended = run_here(["review", "--from", saved, "--out", "even", "--even", "10"], folder)
    assert ended.code == 0, ended.err
    seen, even = (
        np.genfromtxt(folder / out / "morning" / "measures.csv", delimiter=",", names=True)
        for out in ("reviews", "even")
    )
    assert np.ptp(np.diff(seen["time"])) > 0.05
    assert np.diff(even["time"]) == pytest.approx(0.1, abs=0.0011)
    line = np.interp(even["time"], seen["time"], seen["trunk_tilt"])
    assert np.isfinite(line).mean() > 0.9
    assert even["trunk_tilt"] == pytest.approx(line, abs=0.11, nan_ok=True)


def test_other_thresholds_are_other_verdicts(batch: tuple[Path, Ended], run_here: RunHere) -> None:
    """What is judged again is judged by what is asked for now."""
    folder, _ = batch
    (folder / "strict.toml").write_text(
        '[diamond.form.trunk_upright]\nhigh = -30\nlow = -60\nwhy = "test"\n', encoding="utf-8"
    )
    command = ["review", "--from", "reviews/morning/landmarks.npz", "--out", "strict"]
    ended = run_here([*command, "--thresholds", "strict.toml"], folder)
    assert ended.code == 0, ended.err
    with (folder / "strict/morning/verdicts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["criterion"] == "trunk_upright"]
    assert {row["status"] for row in rows} >= {"missed"}


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["review"], 2, "got none"),
        (["review", "morning.mp4", "--fps", "0.5"], 2, "--fps expects 2 to 60"),
        (["review", "morning.mp4", "--even", "0"], 2, "--even expects pictures a second"),
        (["review", "morning.mp4", "--pose", "lotus"], 2, "there is no pose 'lotus'"),
        (["review", "morning.mp4", "--flow", "none"], 2, "there is no flow 'none'"),
        (["review", "--from", "morning.mp4"], 1, "is not a recording of unknot's"),
        (["review", "morning.mp4", "--out", "morning.mp4"], 1, "--out expects a folder"),
    ],
)
def test_what_cannot_be_meant_is_one_line(
    batch: tuple[Path, Ended], run_here: RunHere, words: list[str], code: int, told: str
) -> None:
    """What was expected, what came, what to do."""
    ended = run_here(words, batch[0])
    assert (ended.code, "Traceback" in ended.err) == (code, False), ended.err
    assert told in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.whole
def test_a_cluster_that_is_not_there_is_one_line(batch: tuple[Path, Ended]) -> None:
    """After the seconds it is given to answer."""
    ended = ran([UNKNOT, "review", "morning.mp4", "--cluster", "127.0.0.1:1"], batch[0])
    assert (ended.code, len(ended.err.strip().splitlines())) == (1, 1), ended.err
    assert "--cluster expects" in ended.err


def test_landmarks_are_of_the_pictures_asked_for(batch: tuple[Path, Ended]) -> None:
    """Ten a second, and where they come from."""
    recording = Recording.load(batch[0] / "reviews" / "morning" / "landmarks.npz")
    assert len(recording.t_s) == pytest.approx(65, abs=2)
    assert recording.provenance["video"] == "morning.mp4"
    assert recording.somebody.mean() > 0.95
