"""The model files unknot knows: what they must be, and where each can be had."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypedDict, cast

import tomlkit
from typing_extensions import NotRequired

from vision.files import shipped
from vision.landmarks.model.fetch import BLOCK_BYTES, Source, UrlSource
from vision.landmarks.model.wheel import WheelSource

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT_MODEL: Final = "pose_landmarker_full"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of weights.

    Attributes
    ----------
    name
        How the manifest calls it.
    file
        Its file name in the cache.
    size_bytes, sha256
        What it must be, to the byte.
    licence
        SPDX name of the licence it comes under.
    sources
        Where it can be had, the first to try first.

    """

    name: str
    file: str
    size_bytes: int
    sha256: str
    licence: str
    sources: tuple[Source, ...]

    def fault_of(self, path: Path) -> str | None:
        """Tell in what a file differs from this model; None when it is the right one.

        The length is looked at first: a file of another length is never read.

        Raises
        ------
        OSError
            The file is missing or cannot be read.

        """
        size_bytes = path.stat().st_size
        if size_bytes != self.size_bytes:
            return f"expected {self.size_bytes:,} bytes, it has {size_bytes:,}"
        sha256 = sha256_of(path)
        if sha256 != self.sha256:
            return f"expected sha256 {self.sha256}, it has {sha256}"
        return None


def sha256_of(path: Path) -> str:
    """Give the sha256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


class _SourceTable(TypedDict):
    url: NotRequired[str]
    requirement: NotRequired[str]
    member: NotRequired[str]
    size_bytes: NotRequired[int]


class _ModelTable(TypedDict):
    file: str
    size_bytes: int
    sha256: str
    licence: str
    sources: list[_SourceTable]


def known_model(name: str = DEFAULT_MODEL) -> ModelFile:
    """Give the entry of that name in ``models/manifest.toml``."""
    manifest = shipped("models") / "manifest.toml"
    tables = cast("dict[str, _ModelTable]", tomlkit.parse(manifest.read_text("utf-8")).unwrap())
    table = tables[name]
    return ModelFile(
        name=name,
        file=table["file"],
        size_bytes=table["size_bytes"],
        sha256=table["sha256"],
        licence=table["licence"],
        sources=tuple(_source(source, table["size_bytes"]) for source in table["sources"]),
    )


def _source(table: _SourceTable, model_bytes: int) -> Source:
    if "url" in table:
        return UrlSource(table["url"], model_bytes)
    return WheelSource(table["requirement"], table["member"], table.get("size_bytes"))
