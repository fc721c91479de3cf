"""The model file on this machine: where it is, whether it is the right one, and how it gets here.

Three ways to it, in this order: the path the user gave, the cache, the sources in the manifest.
Size and sha256 are checked on every way and before every use (9 MB take about 10 ms).
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import platformdirs

from vision.errors import WeightsError
from vision.landmarks.model.fetch import SourceError
from vision.landmarks.model.manifest import ModelFile, known_model
from vision.landmarks.model.store import store

if TYPE_CHECKING:
    from collections.abc import Mapping

CACHE_FOLDER_VARIABLE: Final = "UNKNOT_CACHE_DIR"


class Progress(Protocol):
    """Told how far a fetch is; ``what`` is a sentence on what is being fetched, and can change."""

    def __call__(self, done_bytes: int, total_bytes: int | None, what: str) -> None:
        """Tell that ``done_bytes`` of ``total_bytes`` (None: not known) have come."""


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What there is to know about the model on this machine, for ``unknot model``.

    Attributes
    ----------
    model
        What the manifest says: name, file, size, sha256, licence, sources.
    path
        Where the file is, or will be once fetched.
    given
        Whether the user named that path, rather than the cache.
    present
        Whether a file is there.
    fault
        What is wrong with the file that is there; None when it is right, or absent.

    """

    model: ModelFile
    path: Path
    given: bool
    present: bool
    fault: str | None

    @property
    def ready(self) -> bool:
        """Whether the file can be used as it is."""
        return self.present and self.fault is None


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the folder fetched models are kept in: ``UNKNOT_CACHE_DIR``, or the system's place.

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
        "no folder to keep the model in: this user has no home folder; set "
        f"{CACHE_FOLDER_VARIABLE} to a folder you can write to, or pass --model PATH",
    )


def _without_tilde(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:  # no such user, no home: then it is a name like any other
        return path


def describe(given: Path | None = None, *, model: ModelFile | None = None) -> ModelStatus:
    """Tell where the model is and whether it is the right one, without fetching anything.

    Parameters
    ----------
    given
        The path the user named; None looks into the cache.
    model
        What is looked for; None takes the default of the manifest.

    Raises
    ------
    WeightsError
        There is no cache folder to look into.

    """
    model = model or known_model()
    path = _without_tilde(given) if given else cache_folder() / model.file
    present, fault = _inspect(path, model)
    return ModelStatus(model, path, given is not None, present, fault)


def locate(given: Path | None = None, *, model: ModelFile | None = None) -> Path | None:
    """Give the path of the model, checked; None when it must be fetched first.

    Raises
    ------
    WeightsError
        The path the user named holds no such model, or there is no cache folder.

    """
    status = describe(given, model=model)
    if given and not status.ready:
        raise WeightsError(_refusal(status))
    return status.path if status.ready else None


def ensure(
    given: Path | None = None,
    *,
    model: ModelFile | None = None,
    progress: Progress | None = None,
) -> Path:
    """Give the path of the model, checked; fetches it into the cache when it is not there.

    Parameters
    ----------
    given
        The path the user named; it is used or refused, never replaced by a fetched one.
    model
        What is looked for; None takes the default of the manifest.
    progress
        Called while fetching, first before anything is asked of the network.

    Raises
    ------
    WeightsError
        The path given holds no such model, the cache cannot be written, or no source gave it.

    """
    model = model or known_model()
    if found := locate(given, model=model):
        return found
    return _fetch(describe(model=model), progress or _no_progress)


def _no_progress(done_bytes: int, total_bytes: int | None, what: str) -> None:
    """Show nothing."""


def _inspect(path: Path, model: ModelFile) -> tuple[bool, str | None]:
    try:
        if path.is_dir():
            return True, "expected a file, it is a folder"
        if path.exists() and not path.is_file():  # reading a pipe or device might never end
            return True, "expected a file, it is a device or pipe"
        return True, model.fault_of(path)
    except (FileNotFoundError, NotADirectoryError):
        return False, None
    except OSError as error:
        return True, f"it cannot be read: {error.strerror or error}"


def _refusal(status: ModelStatus) -> str:
    fault = status.fault or "there is no such file"
    return (
        f"--model {status.path} is not {status.model.file}: {fault}; leave --model out to have "
        f"it fetched, or download it from {status.model.sources[0].address}"
    )


def _fetch(status: ModelStatus, progress: Progress) -> Path:
    model, failures = status.model, []
    for source in model.sources:
        what = f"{model.file} from {source.name}"
        if status.fault:
            what += " again, because the copy in the cache is damaged"
        progress(0, model.size_bytes, what)
        try:
            store(source.blocks(partial(progress, what=what)), model, status.path)
        except SourceError as error:
            failures.append(f"{source.name}: {error}")
        except OSError as error:
            raise WeightsError(_not_writable(status.path.parent, error)) from error
        else:
            return status.path
    raise WeightsError(_nothing_came(status, failures))


def _not_writable(folder: Path, error: OSError) -> str:
    return (
        f"cannot keep the model in {folder}: {error.strerror or error}; "
        f"set {CACHE_FOLDER_VARIABLE} to a folder you can write to, or pass --model PATH of a copy"
    )


def _nothing_came(status: ModelStatus, failures: list[str]) -> str:
    model = status.model
    begin = f"{status.path} is damaged ({status.fault}) and " if status.fault else ""
    return (
        f"{begin}{model.file} ({model.size_bytes / 1e6:.1f} MB) could not be fetched: "
        f"{'; '.join(failures)}. Connect to the network and try again, or download "
        f"{model.sources[0].address} elsewhere and pass it with --model PATH"
    )
