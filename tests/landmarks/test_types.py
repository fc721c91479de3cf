"""Recordings keep what they were given, on disk as well, and refuse what is none of theirs."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from vision.errors import FrameWriterError, UsageError
from vision.landmarks.types import Landmarks, Recording

SIZE_PX = (640, 480)


def landmarks(t_s: float) -> Landmarks:
    """Make up a body."""
    rng = np.random.default_rng(round(t_s * 1000))
    return Landmarks(
        t_s=t_s,
        xy_px=rng.uniform(0, 480, (33, 2)),
        xyz_m=rng.normal(size=(33, 3)),
        visibility=rng.uniform(size=33),
        silhouette=None,
        size_px=SIZE_PX,
    )


@pytest.fixture
def recording() -> Recording:
    """Three pictures, the middle one of nobody."""
    found = [landmarks(0.0), None, landmarks(0.2)]
    return Recording.stack([0.0, 0.1, 0.2], found, np.arange(63.0).reshape(3, 21), SIZE_PX)


def arrays(recording: Recording) -> dict[str, object]:
    """Give the fields by name."""
    return {f.name: getattr(recording, f.name) for f in dataclasses.fields(recording)}


def test_nobody_is_a_row_of_nan(recording: Recording) -> None:
    """Every picture keeps its place, also one that shows nobody."""
    assert recording.xy_px.shape == (3, 33, 2)
    for each in (recording.xy_px, recording.xyz_m, recording.visibility):
        assert np.isnan(each[1]).all()
        assert np.isfinite(each[[0, 2]]).all()


def test_stacking_keeps_the_numbers(recording: Recording) -> None:
    """What was found is in the row of its picture."""
    last = landmarks(0.2)
    np.testing.assert_array_equal(recording.xy_px[2], last.xy_px)
    np.testing.assert_array_equal(recording.xyz_m[2], last.xyz_m)
    np.testing.assert_array_equal(recording.visibility[2], last.visibility)


def test_saved_and_loaded_is_the_same(recording: Recording, tmp_path: Path) -> None:
    """Not a bit is lost, and no other file is left behind."""
    path = tmp_path / "été.npz"
    recording.save(path)
    loaded = Recording.load(path)
    assert loaded.size_px == SIZE_PX
    for name, value in arrays(recording).items():
        if name == "provenance":
            assert loaded.provenance == value
            continue
        np.testing.assert_array_equal(getattr(loaded, name), value)
    assert list(tmp_path.iterdir()) == [path]


def test_what_it_comes_from_is_saved_as_text(recording: Recording, tmp_path: Path) -> None:
    """Names of videos are in any script."""
    made = dataclasses.replace(
        recording, provenance={"video": "朝 “1”.mp4"}, crowded_s=np.array([0.1])
    )
    made.save(tmp_path / "a.npz")
    loaded = Recording.load(tmp_path / "a.npz")
    assert loaded.provenance == {"video": "朝 “1”.mp4"}
    assert loaded.crowded_s.tolist() == [0.1]


def test_the_same_recording_is_saved_as_the_same_bytes(
    recording: Recording, tmp_path: Path
) -> None:
    """Whoever repeats a review can see that nothing has changed."""
    recording.save(tmp_path / "a.npz")
    recording.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_parts_are_put_together(recording: Recording) -> None:
    """Rows follow each other; crowds are remembered from every part."""
    first = dataclasses.replace(recording, crowded_s=np.array([0.1]), provenance={"video": "a"})
    later = dataclasses.replace(
        recording, t_s=recording.t_s + 1, crowded_s=np.array([1.2]), provenance={"video": "b"}
    )
    whole = Recording.join([first, later])
    assert whole.t_s.tolist() == [0.0, 0.1, 0.2, 1.0, 1.1, 1.2]
    np.testing.assert_array_equal(whole.xy_px[3:], recording.xy_px)
    assert whole.crowded_s.tolist() == [0.1, 1.2]
    assert whole.provenance == {"video": "a"}


def test_parts_that_do_not_follow_each_other_are_refused(recording: Recording) -> None:
    """In time, or in the size of their pictures."""
    with pytest.raises(ValueError, match="increase"):
        Recording.join([recording, recording])
    other = dataclasses.replace(recording, t_s=recording.t_s + 1, size_px=(1, 1))
    with pytest.raises(ValueError, match="one size"):
        Recording.join([recording, other])


def test_between_two_pictures_the_body_moves_evenly() -> None:
    """What is drawn between the pictures looked at follows the body."""
    found = [landmarks(0.0), landmarks(1.0)]
    found[1].xy_px[5] = np.nan
    recording = Recording.stack([0.0, 1.0], found, np.full((2, 21), np.nan), SIZE_PX)
    middle = recording.at(0.25)
    assert middle is not None
    expected = 0.75 * found[0].xy_px + 0.25 * found[1].xy_px
    np.testing.assert_allclose(middle.xy_px, expected)
    assert np.isnan(middle.xy_px[5]).all()
    for t_s, which in ((-1.0, 0), (0.0, 0), (1.0, 1), (9.0, 1)):
        at = recording.at(t_s)
        assert at is not None
        np.testing.assert_array_equal(at.xy_px, found[which].xy_px)


def test_beside_a_picture_of_nobody_there_is_nobody(recording: Recording) -> None:
    """No body is made up for a time in which none was seen."""
    assert recording.somebody.tolist() == [True, False, True]
    assert recording.at(0.05) is None
    assert recording.at(0.1) is None
    assert recording.at(0.2) is not None


def test_an_empty_recording_survives_too(tmp_path: Path) -> None:
    """A source without pictures gives a recording without rows."""
    empty = Recording.stack([], [], np.empty((0, 21)), SIZE_PX)
    empty.save(tmp_path / "empty.npz")
    assert Recording.load(tmp_path / "empty.npz").xy_px.shape == (0, 33, 2)


def test_saving_replaces_the_old_file_only_when_whole(
    recording: Recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the old recording as it was."""

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "practice.npz"
    recording.save(path)
    before = path.read_bytes()
    monkeypatch.setattr(np, "savez_compressed", full_disk)
    with pytest.raises(FrameWriterError, match="No space left"):
        recording.save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_folder_is_told(recording: Recording, tmp_path: Path) -> None:
    """The message names the file that was asked for."""
    with pytest.raises(FrameWriterError, match=r"nowhere.*No such file"):
        recording.save(tmp_path / "nowhere" / "a.npz")


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 not really", b"\x93NUMPY\x01\x00", b"\x80\x04N."]
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    """Whatever is in the file, the user reads one line that names it."""
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"other\.npz is not a recording") as caught:
        Recording.load(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A wrong path is the user's to mend."""
    with pytest.raises(UsageError, match="No such file"):
        Recording.load(tmp_path / "none.npz")


def test_damaged_recordings_are_refused_or_read(recording: Recording, tmp_path: Path) -> None:
    """One flipped byte anywhere gives a recording or a `UsageError`, never anything else."""
    path = tmp_path / "practice.npz"
    recording.save(path)
    whole, rng = path.read_bytes(), np.random.default_rng(0)
    for position in rng.integers(0, len(whole), 300):
        damaged = bytearray(whole)
        damaged[position] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        try:
            Recording.load(path)
        except UsageError as error:
            assert "\n" not in str(error)  # noqa: PT017  most flips are caught, a few are harmless


def test_pickled_objects_are_not_loaded(tmp_path: Path) -> None:
    """A recording from a stranger runs nothing."""
    path = tmp_path / "trap.npz"
    np.savez(path, size_px=np.array([object()]), allow_pickle=True)
    with pytest.raises(UsageError, match="pickle"):
        Recording.load(path)


@pytest.mark.parametrize("lacking", ["t_s", "xyz_m", "size_px"])
def test_a_file_without_one_of_the_arrays_is_refused(
    recording: Recording, tmp_path: Path, lacking: str
) -> None:
    """Half a recording is none."""
    kept = {name: value for name, value in arrays(recording).items() if name != lacking}
    np.savez(tmp_path / "half.npz", **kept)  # type: ignore[arg-type]
    with pytest.raises(UsageError, match=lacking):
        Recording.load(tmp_path / "half.npz")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("xy_px", np.zeros((3, 32, 2))),
        ("visibility", np.zeros((2, 33))),
        ("dorsal_profile", np.zeros(3)),
        ("t_s", np.array([0.0, 0.2, 0.1])),
        ("t_s", np.array([0.0, np.nan, 0.1])),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    recording: Recording, name: str, value: np.ndarray
) -> None:
    """The array at fault is named."""
    with pytest.raises(ValueError, match=name):
        dataclasses.replace(recording, **{name: value})  # type: ignore[arg-type]


def test_the_motion_of_patches_is_kept_and_joined(tmp_path: Path) -> None:
    """A part that shows nobody has rows of NaN among others'."""
    motion = np.full((8, 3), 0.25)
    seen = dataclasses.replace(landmarks(0.0), patch_motion=motion)
    profile = np.full((2, 1), np.nan)
    somebody = Recording.stack([0.0, 0.1], [seen, None], profile, seen.size_px)
    nobody_there = Recording.stack([0.2, 0.3], [None, None], profile, seen.size_px)
    Recording.join([somebody, nobody_there]).save(tmp_path / "landmarks.npz")
    kept = Recording.load(tmp_path / "landmarks.npz").patch_motion
    assert kept is not None
    assert np.array_equal(kept[0], motion)
    assert np.isnan(kept[1:]).all()


def test_recordings_without_patches_are_read_as_before(tmp_path: Path) -> None:
    """Those of older versions hold none."""
    seen = landmarks(0.0)
    Recording.stack([0.0], [seen], np.full((1, 1), np.nan), seen.size_px).save(tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz") as arrays:
        assert "patch_motion" not in arrays
    assert Recording.load(tmp_path / "a.npz").patch_motion is None
