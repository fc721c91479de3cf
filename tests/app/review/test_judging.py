"""From saved landmarks to verdicts and results, without any picture."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.builders import practitioner
from vision.app.review.folder import LANDMARKS
from vision.app.review.judging import Standard, judge, notes_on, often_unseen
from vision.app.review.writing import REPORT, SESSION, SHARED, rejudge, write_index
from vision.app.settings import DEFAULT_FLOW, load_flow, load_library
from vision.criteria.model import Status
from vision.errors import OutputError, UsageError
from vision.landmarks.types import Landmarks, Recording
from vision.measure.body import body_from_landmarks
from vision.measure.contour import STATIONS
from vision.render.report.session_json import SCHEMA, SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LENGTH_S = 20.0


def recording(bodies: Sequence[Landmarks | None], **changes: object) -> Recording:
    """Record bodies, ten a second."""
    t_s = np.arange(len(bodies)) / 10
    profiles = [
        np.full(STATIONS, np.nan) if body is None else body_from_landmarks(body).dorsal_profile
        for body in bodies
    ]
    made = Recording.stack(
        t_s, bodies, np.array(profiles, float).reshape(-1, STATIONS), (1280, 720)
    )
    return replace(made, **changes)


@pytest.fixture(scope="module")
def kneeling() -> Recording:
    """Record somebody sitting in diamond for a while."""
    return recording([practitioner("diamond")] * int(LENGTH_S * 10))


@pytest.fixture(scope="module")
def standard() -> Standard:
    """Judge by the routine as it is shipped."""
    return Standard(load_flow(DEFAULT_FLOW, load_library(None)))


def test_a_pose_is_found_and_held(kneeling: Recording, standard: Standard) -> None:
    """The whole chain: measures, alignment, replay, moments."""
    judged = judge(kneeling, standard)
    (step,) = judged.reviewed.steps
    assert step.summary.pose == "diamond"
    assert step.summary.held_s > LENGTH_S - 3.0
    assert len(judged.snapshots) == len(kneeling.t_s)
    assert [moment.best for moment in judged.moments] == [True]
    assert judged.notes == ()
    assert {len(values) for values in judged.take.measures.values()} == {len(kneeling.t_s)}


def test_the_pose_a_clip_shows_can_be_named(kneeling: Recording, standard: Standard) -> None:
    """The one that is named is judged, held for as long as it is to be."""
    variants = load_library(None).variants("diamond")
    judged = judge(kneeling, replace(standard, variants=variants, hold_s=12.0))
    (step,) = judged.reviewed.steps
    assert (step.summary.pose, step.summary.target_s, step.summary.completed) == (
        "diamond",
        12.0,
        True,
    )
    missed = [track.seconds(Status.MISSED) for track in step.tracks]
    assert sum(missed) == 0.0


def test_a_sound_recording_needs_no_note(kneeling: Recording) -> None:
    """Nothing is said where there is nothing to say."""
    assert notes_on(kneeling) == often_unseen(kneeling) == ()


def test_what_makes_a_recording_doubtful_is_noted() -> None:
    """Damage, several people, and nobody for long: whoever reads the report should know."""
    half = [practitioner("diamond"), None] * 50
    doubtful = recording(
        half, crowded_s=np.array([75.0]), provenance={"damage": "the recording is damaged at 0:02"}
    )
    damage, crowd = notes_on(doubtful)
    (unseen,) = often_unseen(doubtful)
    assert damage == "The recording is damaged at 0:02."
    assert "first seen at 1:15" in crowd
    assert "50%" in unseen


def test_landmarks_are_judged_again_beside_them(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """Without --out the results go where the landmarks are."""
    kneeling.save(tmp_path / LANDMARKS)
    folder, notes = rejudge(tmp_path / LANDMARKS, None, standard, {"flow": "test"})
    assert (folder, notes) == (tmp_path, ())
    record = json.loads((folder / SESSION).read_text(encoding="utf-8"))
    assert record["provenance"]["flow"] == "test"
    assert record["video"] is None


def test_an_annotated_video_that_is_there_is_kept_with_a_note(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """It may show other verdicts than the page does."""
    kneeling.save(tmp_path / LANDMARKS)
    (tmp_path / "annotated.mp4").write_bytes(b"film")
    folder, notes = rejudge(tmp_path / LANDMARKS, None, standard, {})
    assert "may differ" in notes[0]
    assert (folder / "annotated.mp4").read_bytes() == b"film"


def test_a_page_given_away_is_never_older_than_the_report(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """One that is there is written anew; where none was wanted, none appears."""
    kneeling.save(tmp_path / LANDMARKS)
    rejudge(tmp_path / LANDMARKS, None, standard, {})
    assert not (tmp_path / SHARED).exists()
    rejudge(tmp_path / LANDMARKS, None, standard, {}, share=True)
    before = (tmp_path / SHARED).read_text(encoding="utf-8")
    variants = load_library(None).variants("reclining_hero")
    rejudge(tmp_path / LANDMARKS, None, replace(standard, variants=variants), {})
    after = (tmp_path / SHARED).read_text(encoding="utf-8")
    assert "Diamond pose" in before
    assert "Reclining hero" in after
    assert "Diamond pose" not in after


@pytest.mark.parametrize("name", ["report.html", "measures.csv", SESSION])
def test_what_lies_beside_landmarks_and_is_none_of_ours_is_kept(
    kneeling: Recording, standard: Standard, tmp_path: Path, name: str
) -> None:
    """Somebody may have copied the landmarks to where other work is."""
    kneeling.save(tmp_path / "monday.npz")
    (tmp_path / name).write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="holds something else already"):
        rejudge(tmp_path / "monday.npz", None, standard, {})
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_the_landmarks_of_another_recording_are_kept(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """Those of the same one are the same."""
    for name, video in (("landmarks", "a"), ("same", "a"), ("other", "b")):
        replace(kneeling, provenance={"fingerprint": video}).save(tmp_path / f"{name}.npz")
    rejudge(tmp_path / "same.npz", None, standard, {})
    before = (tmp_path / LANDMARKS).read_bytes()
    with pytest.raises(OutputError, match="holds something else already"):
        rejudge(tmp_path / "other.npz", None, standard, {})
    assert (tmp_path / LANDMARKS).read_bytes() == before


@pytest.mark.parametrize("rows", [0, 3])
def test_landmarks_of_nobody_are_refused(standard: Standard, tmp_path: Path, rows: int) -> None:
    """There is nothing to judge."""
    recording([None] * rows).save(tmp_path / "nobody.npz")
    with pytest.raises(UsageError, match="no landmarks of anybody"):
        rejudge(tmp_path / "nobody.npz", None, standard, {})


def test_reviews_in_a_folder_are_compared(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """Those of earlier days as well; what is no review of ours is passed over."""
    kneeling.save(tmp_path / LANDMARKS)
    out = tmp_path / "out"
    for name in ("monday", "friday"):
        named = replace(kneeling, provenance={"video": f"{name}.mp4", "fingerprint": name})
        named.save(tmp_path / f"{name}.npz")
        rejudge(tmp_path / f"{name}.npz", out, standard, {})
        page = write_index(out, [])
    (out / "mine").mkdir()
    (out / "mine" / SESSION).write_text("{}", encoding="utf-8")
    (out / "else").mkdir()
    (out / "else" / SESSION).write_text("no json", encoding="utf-8")
    page = write_index(out, [("dark.mp4", "nobody could be seen")])
    assert page is not None
    text = page.read_text(encoding="utf-8")
    assert text.index("friday.mp4") < text.index("monday.mp4")
    assert f"friday/{REPORT}" in text
    assert "nobody could be seen" in text


def test_a_session_of_a_newer_unknot_is_said_to_be_one(tmp_path: Path) -> None:
    """Rather than read as if it meant the same."""
    for name, version in (("old", SCHEMA_VERSION + 1), ("newer", SCHEMA_VERSION + 2)):
        record = {"schema": SCHEMA, "version": version, "title": f"{name}.mp4"}
        (tmp_path / name).mkdir()
        (tmp_path / name / SESSION).write_text(json.dumps(record), encoding="utf-8")
    page = write_index(tmp_path, [])
    assert page is not None
    assert page.read_text(encoding="utf-8").count("reviewed by a newer unknot") == 2


def test_a_page_of_somebody_else_s_is_kept(tmp_path: Path) -> None:
    """A folder may be a site's."""
    (tmp_path / "index.html").write_text("my site", encoding="utf-8")
    with pytest.raises(OutputError, match=r"index\.html is there already"):
        write_index(tmp_path, [("a.mp4", "dark"), ("b.mp4", "dark")])
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == "my site"


def test_one_review_needs_no_comparison(
    kneeling: Recording, standard: Standard, tmp_path: Path
) -> None:
    """There is nothing to compare it with."""
    kneeling.save(tmp_path / "monday.npz")
    rejudge(tmp_path / "monday.npz", tmp_path / "out", standard, {})
    assert write_index(tmp_path / "out", []) is None
