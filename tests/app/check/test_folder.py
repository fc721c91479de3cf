"""A folder of pictures, none written over another or over a photograph."""

from __future__ import annotations

from pathlib import Path

import pytest

from vision.app.check.folder import PictureFolder
from vision.errors import OutputError


def names(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_the_same_name_from_two_folders_gives_two_pictures(tmp_path: Path) -> None:
    """Also where they differ only in what some file systems do not tell apart."""
    photos = [Path("a/x.png"), Path("b/x.jpg"), Path("c/X.jpg"), Path("a/y.png")]
    folder = PictureFolder(tmp_path / "new" / "out", photos)
    written = [folder.save(photo, str(photo).encode()) for photo in photos]
    assert [path.name for path in written] == [
        "x_checked.jpg", "x_checked_2.jpg", "X_checked_3.jpg", "y_checked.jpg",
    ]  # fmt: skip
    assert names(tmp_path / "new" / "out") == {
        path.name: str(photo).encode() for path, photo in zip(written, photos, strict=True)
    }


def test_a_photograph_is_never_written_over(tmp_path: Path) -> None:
    """Not even one that is called like a picture of another, in the same folder."""
    photos = [tmp_path / "x.jpg", tmp_path / "x_checked.jpg"]
    for photo in photos:
        photo.write_bytes(b"photo")
    folder = PictureFolder(tmp_path / "sub" / "..", photos)
    assert folder.save(photos[0], b"picture").name == "x_checked_2.jpg"
    assert [photo.read_bytes() for photo in photos] == [b"photo", b"photo"]


def test_a_picture_of_an_earlier_run_is_replaced(tmp_path: Path) -> None:
    """Whoever checks again wants the new one."""
    for data in (b"old", b"new"):
        PictureFolder(tmp_path, [Path("x.jpg")]).save(Path("x.jpg"), data)
    assert names(tmp_path) == {"x_checked.jpg": b"new"}


@pytest.mark.parametrize("stem", ["ä" * 120, "写" * 80, "a" * 250])
def test_a_long_name_is_shortened(tmp_path: Path, stem: str) -> None:
    """What is added to it has to fit, too, and no letter is cut in half."""
    path = PictureFolder(tmp_path, []).save(Path(f"{stem}.jpg"), b"picture")
    assert path.read_bytes() == b"picture"
    assert stem.startswith(path.name.removesuffix("_checked.jpg"))


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    """At once, in a line that names it."""
    (tmp_path / "file").write_bytes(b"")
    for wanted in ("file", "file/below"):
        with pytest.raises(OutputError, match="--out expects a folder it can write to"):
            PictureFolder(tmp_path / wanted, [])


def test_a_picture_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the one before as it was, and nothing half-written."""
    folder = PictureFolder(tmp_path, [])
    (tmp_path / "x_checked.jpg").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("vision.files.os.fsync", full)
    with pytest.raises(OutputError, match=r"x_checked\.jpg: No space left"):
        folder.save(Path("x.jpg"), b"picture")
    assert names(tmp_path) == {"x_checked.jpg": b"old"}
