"""Pages that stand alone: their templates, and what may run in them."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from vision.render.overlay.card import duration_text
from vision.render.theme import BLUE, BLUISH_GREEN, DEEP_BLUE, GREY, ORANGE
from vision.words import count, say
from vision.words.language import catalogue
from vision.words.wording import clock, heading, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from vision.render.theme import Colour

_ESCAPED: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_SHORT_FILMS: Final = "data:"
_POLICY: Final = (
    "default-src 'none'",
    # The film lies beside the page: 'self' on a server, file: on a disk. Short ones are in it.
    "media-src 'self' file: " + _SHORT_FILMS,
    "img-src data: blob:",
    # Plotly places its labels with styles of their own.
    "style-src 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'none'",
)
_COLOURS: Final[Mapping[str, Colour]] = {
    "met": BLUISH_GREEN,
    "missed": ORANGE,
    "unseen": GREY,
    "accent": BLUE,
    "link": DEEP_BLUE,
}


def render(template: str, scripts: Sequence[str] = (), **values: object) -> str:
    """Return a page made from one of `vision/render/templates`.

    Only ``scripts`` run in it, nothing that comes with a text does; nothing is fetched but a film.
    Every value is escaped, and what cannot be shown of it replaced.
    """
    allowed = " ".join(_hash_of(script) for script in scripts) or "'none'"
    return (
        _environment()
        .get_template(template)
        .render(
            policy="; ".join([*_POLICY, f"script-src {allowed}"]),
            scripts=[Markup(script) for script in scripts],  # noqa: S704 (the program's own files)
            language=catalogue().info().get("language", "en"),
            colours={name: css_colour(colour) for name, colour in _COLOURS.items()},
            **values,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("vision.render.report"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clock=clock, heading=heading, duration_text=duration_text)
    environment.globals.update(say=say, count=count)
    return environment


def _shown(value: object) -> object:
    plain = isinstance(value, str) and not isinstance(value, Markup)
    return printable(str(value)) if plain else value


@cache
def script(*names: str) -> str:
    """Return scripts among the templates as one, with nothing left in the global scope."""
    folder = files("vision.render.report") / "templates"
    parts = [(folder / name).read_text(encoding="utf-8") for name in names]
    return "".join(["(() => {\n'use strict';\n", *parts, "})();\n"])


@cache
def plotly_script() -> str:
    """Return the smallest bundle of Plotly that draws lines and bars: its "basic" one."""
    folder = files("vision.render.report") / "plotly"
    return (folder / "plotly-basic.min.js").read_text(encoding="utf-8")


def _hash_of(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def json_in_html(data: object) -> Markup:
    """Return JSON that stays JSON inside a script element, whatever texts it holds.

    Raises
    ------
    ValueError
        For NaN or infinity, which JSON does not know.

    """
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return Markup(printable(text).translate(_ESCAPED))  # noqa: S704 (escaped just now)


def address(path: str) -> str:
    """Return the relative path of a neighbouring file as an address, whatever its name is.

    The bytes of a name that is no text stay what they are on the disk. Names that look like an
    address of their own (``//host/...``, ``javascript:...``) are only names here.
    """
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a character, as Windows allows
        name = path.encode("utf-8", "surrogatepass")
    return "./" + quote(name, safe="/")


def data_address(data: bytes, kind: str = "image/jpeg") -> str:
    """Return a picture, or a film of another media type, as an address that holds it."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def css_colour(colour: Colour) -> str:
    """Return a colour of the theme as a page writes it."""
    blue, green, red = colour
    return f"#{red:02x}{green:02x}{blue:02x}"
