"""The command ``unknot licences``: under which terms all stands that unknot consists of."""

from __future__ import annotations

import re
from importlib import metadata
from typing import TYPE_CHECKING, Final

from rich.table import Table
from rich.text import Text

from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

OURS: Final = "unknot"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_SHIPPED: Final = (
    (mark("landmark model, fetched from its makers"), "Apache-2.0"),
    (mark("Inter, the typeface in pictures"), "OFL-1.1"),
)
"""What comes along, or is fetched, and is no Python package."""
_GPL: Final = "libx264"
"""The encoder by which FFmpeg's builds are told to stand under the GPL."""
_MEANING: Final = mark(
    "PyAV's package holds FFmpeg with the encoders x264 and x265, which stand under the GNU GPL 2 "
    "or later. Using unknot is free of any duty. Who passes on one bundle that holds this package "
    "passes on GPL software: the bundle as a whole has to be offered under the GPL, with its "
    "source. Installed by pip, each package comes from its own makers, and nothing is passed on."
)


def print_licences(console: Console) -> None:
    """Print each part of unknot with its version and licence, and what that asks of whom."""
    table = Table()
    for heading in (say("part"), say("version"), say("licence")):
        table.add_column(heading, overflow="fold")
    for name in sorted({*installed_parts(OURS)}, key=str.casefold):
        about = metadata.metadata(name)
        table.add_row(Text(name), Text(about["Version"]), Text(licence_of(about)))
    for name, licence in _SHIPPED:
        table.add_row(Text(say(name)), "", licence)
    console.print(table)
    if _holds_gpl():
        console.print(say(_MEANING), markup=False, highlight=False)


def installed_parts(name: str, seen: set[str] | None = None) -> Iterator[str]:
    """Yield a package and all installed ones that it needs, extras aside, each once."""
    seen = set() if seen is None else seen
    plain = re.sub(r"[-_.]+", "-", name).lower()
    if plain in seen:
        return
    seen.add(plain)
    try:
        needed = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return  # for another system or Python
    yield plain
    for requirement in needed:
        found = _NAME.match(requirement)
        if found and "extra ==" not in requirement.replace("extra==", "extra =="):
            yield from installed_parts(found[0], seen)


def licence_of(about: metadata.PackageMetadata) -> str:
    """Return the licence a package tells: as an expression, by its classifiers, or in its words."""
    if "License-Expression" in about:
        return about["License-Expression"]
    classified = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or []
        if each.startswith("License :: ")
    ]
    told = about["License"].strip().splitlines() if "License" in about else []
    return ", ".join(classified) or (told[0] if told else say("not told; see its files"))


def _holds_gpl() -> bool:
    import av  # noqa: PLC0415 (it takes time to load, and the table can be printed before)

    return _GPL in av.codecs_available
