"""Whatever stands in a file that is read, the answer is a result or one line of ours."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.paths import ROUTINES
from vision.app.preferences import remembered, settings_file
from vision.app.review.judging import measured
from vision.app.review.writing import SESSION, write_index
from vision.app.settings import load_flow, load_library
from vision.errors import UnknotError
from vision.frames.opening import open_source
from vision.frames.video.index import scan
from vision.landmarks import npz
from vision.landmarks.types import Recording
from vision.tune.label_files import read_labels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def one_line(read: Callable[[], object]) -> str | None:
    """Return what a refusal says, None if nothing is refused; anything else fails the test."""
    said = None
    try:
        read()
    except UnknotError as error:
        said = str(error)
    assert said is None or (said.strip() and "\n" not in said)
    return said


# --- TOML ----------------------------------------------------------------------------------------

SCALARS = st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.datetimes()
VALUES = SCALARS | st.lists(SCALARS, max_size=3)


def as_toml(value: object) -> str:
    """Write a value as TOML does."""
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return str(value).lower()


@st.composite
def mutated(draw: st.DrawFn, kind: str) -> str:
    """Return one of our files in which one value or line is another."""
    file = draw(st.sampled_from(sorted((ROUTINES / kind).glob("*.toml"))))
    lines = file.read_text("utf-8").splitlines()
    at = draw(st.integers(0, len(lines) - 1))
    key, equals, _ = lines[at].partition(" = ")
    lines[at] = f"{key} = {as_toml(draw(VALUES))}" if equals else draw(st.text(max_size=20))
    return "\n".join(lines)


def keep(file: Path, text: str) -> None:
    """Write a file, lone surrogates aside, which no file holds."""
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(text.encode("utf-8", "replace"))


@FUZZ
@given(text=mutated("poses"))
def test_a_pose_that_anybody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """A pose with any value in any place is loaded, or refused in a line that names its file."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    keep(tmp_path / "poses" / "mine.toml", text)
    refused = one_line(lambda: load_library(None))
    assert refused is None or "mine.toml" in refused


@FUZZ
@given(text=mutated("flows"))
def test_a_flow_that_anybody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """So is a flow."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    keep(tmp_path / "flows" / "mine.toml", text)
    refused = one_line(lambda: load_flow("mine", load_library(None)))
    assert refused is None or "mine.toml" in refused


@FUZZ
@given(
    place=st.sampled_from(["diamond.form.trunk_upright", "hero", "diamond.form", "none.form.x"]),
    key=st.sampled_from(["low", "high", "margin", "cue", "why", "enabled", "measure"]),
    value=VALUES,
)
def test_thresholds_that_anybody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, key: str, value: object
) -> None:
    """So are thresholds."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    file = tmp_path / "mine.toml"
    keep(file, f"[{place}]\n{key} = {as_toml(value)}\n")
    refused = one_line(lambda: load_library(file))
    assert refused is None or "mine.toml" in refused


@FUZZ
@given(key=st.sampled_from(["hold", "breath", "camera", "rest", "x"]), value=VALUES)
def test_settings_that_anybody_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, value: object
) -> None:
    """So are settings."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    keep(settings_file(), f"{key} = {as_toml(value)}\n")
    refused = one_line(remembered)
    assert refused is None or settings_file().name in refused


@pytest.mark.parametrize("kind", ["poses", "flows"])
def test_a_byte_order_mark_is_read_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Editors on Windows put one at the beginning of what they save."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path))
    text = min((ROUTINES / kind).glob("*.toml")).read_text("utf-8")
    keep(tmp_path / kind / "mine.toml", f"\ufeff{text}")
    library = load_library(None)
    assert "mine" in library.names() or load_flow("mine", library).steps


def test_what_is_too_long_for_a_text_is_refused_at_once(tmp_path: Path) -> None:
    """A comment of 5 MB, or a device that never ends, does not keep anybody waiting."""
    file = tmp_path / "mine.toml"
    file.write_text(f"# {'x' * 5_000_000}\n", "utf-8")
    assert "at most 1 MB" in (one_line(lambda: load_library(file)) or "")
    zero = tmp_path / "zero.toml"
    zero.symlink_to("/dev/zero")
    assert "at most 1 MB" in (one_line(lambda: load_library(zero)) or "")


# --- landmarks -----------------------------------------------------------------------------------

SHAPES = {
    "t_s": (4,), "xy_px": (4, 33, 2), "xyz_m": (4, 33, 3), "visibility": (4, 33),
    "dorsal_profile": (4, 41), "crowded_s": (0,), "size_px": (2,),
}  # fmt: skip


def plain_arrays() -> dict[str, np.ndarray]:
    """Return arrays as a recording of four pictures has them."""
    arrays = {name: np.full(shape, 0.5) for name, shape in SHAPES.items()}
    return {
        **arrays,
        "t_s": np.arange(4.0),
        "size_px": np.array([64, 48]),
        "provenance": np.array("{}"),
    }


KINDS = st.sampled_from(["f8", "f2", "i4", "u1", "c16", "b1", "U3", "M8[s]"])
SIDES = st.lists(st.integers(0, 34), max_size=3).map(tuple)


@st.composite
def strange(draw: st.DrawFn) -> np.ndarray:
    """Return an array of any kind and shape, of zeros, of a number or of what is no number."""
    made = np.zeros(draw(SIDES), draw(KINDS))
    if made.dtype.kind in "fc":
        made += draw(st.sampled_from([0, 1, np.nan, np.inf, -np.inf]))
    return made


@FUZZ
@given(name=st.sampled_from([*SHAPES, "provenance"]), array=strange())
def test_landmarks_with_any_array(tmp_path: Path, name: str, array: np.ndarray) -> None:
    """One strange array is refused with the file's name, or what is loaded can be measured."""
    file = tmp_path / "landmarks.npz"
    np.savez(file, **{**plain_arrays(), name: array})

    def load() -> None:
        measured(Recording.load(file))

    refused = one_line(load)
    assert refused is None or "landmarks.npz" in refused


@FUZZ
@given(at=st.integers(0), byte=st.integers(0, 255), cut=st.booleans())
def test_landmarks_that_are_damaged(tmp_path: Path, at: int, byte: int, cut: bool) -> None:  # noqa: FBT001
    """Nor does any damaged byte, or an end that is missing, do more than that."""
    packed = io.BytesIO()
    np.savez_compressed(packed, **plain_arrays())
    data = bytearray(packed.getvalue())
    at %= len(data)
    data[at] = byte
    file = tmp_path / "landmarks.npz"
    file.write_bytes(data[:at] if cut else data)
    refused = one_line(lambda: Recording.load(file))
    assert refused is None or "landmarks.npz" in refused


def test_what_unpacks_to_more_than_fits_is_refused_before_it_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small file may hold a thousand times its size: its claims are looked at first."""
    file = tmp_path / "landmarks.npz"
    np.savez_compressed(file, **{**plain_arrays(), "t_s": np.zeros(1_000_000)})
    monkeypatch.setattr(npz, "MOST_BYTES", 4_000_000)
    monkeypatch.setattr(np, "load", lambda *_, **__: pytest.fail("it is loaded"))
    assert "GB" in (one_line(lambda: Recording.load(file)) or "")


def test_an_array_that_claims_to_be_longer_than_it_is(tmp_path: Path) -> None:
    """Nor is memory asked for because a head claims so."""
    file = tmp_path / "landmarks.npz"
    np.savez(file, **plain_arrays())
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["t_s.npy"] = members["t_s.npy"].replace(b"(4,), }     ", b"(4000000,), }")
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    assert "not as long as it says" in (one_line(lambda: Recording.load(file)) or "")


# --- labels, reports, playlists ------------------------------------------------------------------


@FUZZ
@given(
    rows=st.lists(st.lists(st.text(max_size=6), max_size=8), max_size=4),
    headings=st.booleans(),
)
def test_labels_that_anybody_wrote(tmp_path: Path, rows: list[list[str]], headings: bool) -> None:  # noqa: FBT001
    """A table of labels is read, or refused in a line that names it."""
    first = [["session", "start_s", "end_s", "pose", "side", "label", "criterion"]]
    lines = [",".join(row) for row in (first if headings else []) + rows]
    file = tmp_path / "labels.csv"
    keep(file, "\n".join(lines))
    refused = one_line(lambda: read_labels(file))
    assert refused is None or "labels.csv" in refused


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@FUZZ
@given(records=st.lists(st.tuples(JSON, JSON), min_size=2, max_size=2))
def test_reports_of_others_in_the_folder(
    tmp_path: Path, records: list[tuple[object, object]]
) -> None:
    """The page over all reviews passes over what is no session of ours, whatever it holds."""
    for number, (steps, title) in enumerate(records):
        folder = tmp_path / str(number)
        folder.mkdir(exist_ok=True)
        record = {"schema": 1, "steps": steps, "title": title, "summary": title}
        (folder / SESSION).write_text(json.dumps(record), "utf-8")
    one_line(lambda: write_index(tmp_path, []))


@FUZZ
@given(
    lines=st.lists(st.sampled_from(["#EXTM3U", "#EXTINF:2,", "a.ts", "/etc/passwd"]), min_size=1)
)
def test_playlists(tmp_path: Path, lines: list[str]) -> None:
    """A playlist is no recording, and nothing it lists is opened."""
    assume(any(lines))
    file = tmp_path / "list.m3u8"
    keep(file, "\n".join(lines))
    assert "list.m3u8" in (one_line(lambda: scan(file)) or "")


@FUZZ
@given(spec=st.text(max_size=12) | st.sampled_from(["http://", "rtsp://[", "-1", "1e9", "\0"]))
def test_cameras_that_anybody_names(spec: str) -> None:
    """Any word for a camera is refused in a line, before a device or an address is asked."""
    assume(not spec.strip().isdigit())
    one_line(lambda: open_source(spec, fast=False))
