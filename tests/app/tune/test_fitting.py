"""Labels in files and the landmarks beside them become a table that is told with its doubts."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from rich.console import Console

from tests.builders import stick
from tests.tune.labelled import fitted, of_six, sessions, stretch, upright
from vision.app.review.folder import FINGERPRINT
from vision.app.settings import load_library
from vision.app.tune.fitting import fit_files, fit_of, load_labelled
from vision.app.tune.terminal import print_fit, rows_of
from vision.errors import ConfigError, UsageError
from vision.landmarks.types import Recording
from vision.measure.contour import STATIONS
from vision.tune.label_files import write_labels
from vision.tune.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vision.criteria.library import PoseLibrary

RATE_HZ = 10.0
LASTS_S = 6.0
UPRIGHT = Label(0.0, LASTS_S, "diamond", None, "")
LEANING = Label(LASTS_S, 2 * LASTS_S, "diamond", None, "trunk_upright")


@pytest.fixture
def library(settings: Path) -> PoseLibrary:
    """Give the poses as they are shipped."""
    assert settings.is_dir()
    return load_library(None)


@pytest.fixture
def console() -> Console:
    """Give a console whose lines can be read."""
    return Console(file=io.StringIO(), width=100)


def told(console: Console) -> str:
    """Return all that was printed."""
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.fixture
def reviewed(tmp_path: Path) -> Callable[[str], Path]:
    """Give a way to make somebody's review: first sitting upright, then leaning by 20 degrees."""

    def make(name: str, leaning_deg: float = 20.0, **provenance: str) -> Path:
        count = round(LASTS_S * RATE_HZ)
        bodies = [stick(tilt_deg=3.0)] * count + [stick(tilt_deg=leaning_deg)] * count
        t_s = np.arange(2 * count) / RATE_HZ
        profiles = np.full((2 * count, STATIONS), np.nan)
        recording = Recording.stack(t_s, bodies, profiles, (848, 480))
        folder = tmp_path / name
        folder.mkdir()
        replace(recording, provenance=provenance).save(folder / "landmarks.npz")
        write_labels(folder / "labels.csv", {"landmarks.npz": [UPRIGHT, LEANING]})
        return folder / "labels.csv"

    return make


# --- from files ----------------------------------------------------------------------------------


def test_labels_of_several_people_propose_a_band(
    reviewed: Callable[..., Path], library: PoseLibrary, console: Console
) -> None:
    """The whole command: read, measure, fit, tell."""
    files = [reviewed(f"p{k}", 18.0 + k) for k in range(5)]
    assert fit_files(files, library, None, None, console) == 0
    text = told(console)
    assert "diamond, trunk_upright: -14 <= trunk_tilt_deg <= 15 (deg), margin 9" in text
    assert "5 stretches of 5 sessions" in text
    assert "as it is: caught 0 % (0-43), false alarms 0 % (0-43)" in text
    assert "proposed: high = 2: caught 100 % (57-100), false alarms 0 % (0-43)" in text
    assert "suggested" in text


def test_one_file_may_name_many_sessions(
    reviewed: Callable[..., Path], library: PoseLibrary, tmp_path: Path
) -> None:
    """Merged by hand, each seen from the folder of the file."""
    for name in ("ann", "ben"):
        reviewed(name)
    merged = tmp_path / "all.csv"
    labels = [UPRIGHT, LEANING]
    write_labels(merged, {"ann/landmarks.npz": labels, "ben/landmarks.npz": labels})
    found = load_labelled([merged], library)
    assert [len(labels) for _, labels in found] == [2, 2]
    assert fit_of(found, library, "diamond", "trunk_upright").sessions == 2


def test_a_session_that_is_named_twice_is_one_witness(
    reviewed: Callable[..., Path], library: PoseLibrary
) -> None:
    """By the same file, or by a copy of it under another name."""
    first, copy = reviewed("ann", fingerprint="f"), reviewed("copy", **{FINGERPRINT: "f"})
    found = load_labelled([first, first, copy], library)
    assert [labels for _, labels in found] == [(UPRIGHT, LEANING)]


def test_the_measure_is_that_of_the_side_that_was_marked(
    reviewed: Callable[..., Path], library: PoseLibrary
) -> None:
    """Of a sided pose, each label is judged by its own leg."""
    file = reviewed("ann")
    labels = [
        Label(0.0, 3.0, "head_to_knee", "left", ""),
        Label(3.0, 6.0, "head_to_knee", "right", ""),
    ]
    write_labels(file, {"landmarks.npz": labels})
    (each,) = load_labelled([file], library)
    for name in {c.name for c in library.variants("head_to_knee")[0].criteria if not c.before}:
        found = fit_of([each], library, "head_to_knee", name)
        count = found.correct
        assert count.stretches + count.unseen + count.brief == 2


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        (Label(0, 1, "diamant", None, ""), "no pose 'diamant'; did you mean 'diamond'"),
        (Label(0, 1, "diamond", None, "trunk"), "no criterion 'trunk'"),
        (Label(0, 1, "diamond", "left", ""), "side of diamond should be empty"),
    ],
)
def test_unknown_words_in_a_file_are_told(
    reviewed: Callable[..., Path],
    library: PoseLibrary,
    console: Console,
    label: Label,
    expected: str,
) -> None:
    """With the file, the session and the time, before anything is measured."""
    file = reviewed("ann")
    write_labels(file, {"landmarks.npz": [label]})
    with pytest.raises(ConfigError, match=r"landmarks\.npz, 0 to 1 s") as raised:
        fit_files([file], library, None, None, console)
    assert expected in str(raised.value)


def test_landmarks_that_are_not_there_are_told(
    library: PoseLibrary, console: Console, tmp_path: Path
) -> None:
    """A file of labels was moved, and its session was not."""
    write_labels(tmp_path / "labels.csv", {"gone.npz": [UPRIGHT]})
    with pytest.raises(ConfigError, match="as seen from the folder of the labels"):
        fit_files([tmp_path / "labels.csv"], library, None, None, console)


@pytest.mark.parametrize(
    ("pose", "criterion", "expected"),
    [
        ("diamont", None, "there is no pose 'diamont'; did you mean 'diamond'"),
        ("diamond", "trunk_up", "diamond has no criterion 'trunk_up'"),
        (None, "trunk_up", "no pose has a criterion 'trunk_up'"),
        ("hero", None, "nothing of hero is marked wrong"),
        ("head_to_knee", "hips_before_head", "order of movements"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    reviewed: Callable[..., Path],
    library: PoseLibrary,
    console: Console,
    pose: str | None,
    criterion: str | None,
    expected: str,
) -> None:
    """With what could be asked instead."""
    with pytest.raises(UsageError, match=expected):
        fit_files([reviewed("ann")], library, pose, criterion, console)


def test_an_order_among_others_is_passed_over(
    reviewed: Callable[..., Path], library: PoseLibrary, console: Console
) -> None:
    """It must not keep the others from being told."""
    file = reviewed("ann")
    order = next(c for c in library.variants("coming_up")[0].criteria if c.before)
    moved = Label(0.0, 1.0, "coming_up", None, order.name)
    write_labels(file, {"landmarks.npz": [UPRIGHT, LEANING, moved]})
    assert fit_files([file], library, None, None, console) == 0
    assert f"coming_up, {order.name}: about an order" in told(console)
    assert "diamond, trunk_upright" in told(console)


def test_a_criterion_that_is_asked_for_is_told_of_without_labels(
    reviewed: Callable[..., Path], library: PoseLibrary, console: Console
) -> None:
    """What is missing is the answer."""
    fit_files([reviewed("ann")], library, "diamond", "head_over_hips", console)
    assert "proposed: nothing" in told(console)
    assert "Nothing to judge is marked wrong because of head_over_hips" in told(console)


# --- the table -----------------------------------------------------------------------------------


def test_the_table_marks_by_words(console: Console) -> None:
    """Which bound is the one there is, and which is suggested; shares with their intervals."""
    print_fit(fitted(sessions(6, correct=2.0, wrong=12.0)), console, "sit")
    lines = told(console).splitlines()
    assert lines[0].startswith("sit, upright: trunk_tilt_deg <= 15 (deg)")
    (current,) = [line for line in lines if "│" in line and "as it is" in line]
    assert " 15 │" in current
    (suggested,) = [line for line in lines if "suggested" in line]
    assert "100 % (61-100)" in suggested
    assert "0 % (0-39)" in suggested


def test_a_bound_that_is_suggested_as_it_is_is_marked_so(console: Console) -> None:
    """Both words in one row."""
    of = upright(high=8.0)
    made = of_six(stretch("a", 4.0, of=of), stretch("b", 20.0, wrong=True, of=of))
    print_fit(fitted(made, of), console)
    assert "as it is, suggested" in told(console)
    assert "The band as it is does as well" in told(console)
    assert "proposed: nothing" in told(console)


def test_every_warning_is_printed(console: Console) -> None:
    """However long it is, in one line."""
    found = fitted([stretch("a", 4.0)])
    print_fit(found, console)
    assert found.warnings
    for warning in found.warnings:
        assert f"- {warning}\n" in told(console)


def test_the_table_is_short_and_holds_what_matters() -> None:
    """About fifteen rows where something changes, and the marked ones wherever they are."""
    of = upright(high=90.0)
    (curve,) = fitted(
        [replace(one, criterion=of) for one in sessions(6, correct=2.0, wrong=60.0)], of
    ).curves
    rows = rows_of(curve)
    assert len(rows) <= 15
    assert {curve.current, curve.suggested} <= set(rows)
    shown = curve.threshold[[row for row in rows if row != curve.current]]
    assert shown.max() < 60.0
