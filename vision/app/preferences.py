"""What a person wants remembered: one table of settings, and the file they are kept in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import platformdirs
import tomlkit

from vision.criteria.toml import read_table, suggest
from vision.errors import OutputError, UsageError
from vision.files import read_text, write_whole
from vision.render.layout import parse_window_size
from vision.render.sound.wanted import require_sound, require_volume
from vision.session.adapted import Holds, check_rest, require_side
from vision.session.breathing.pacer import Pacing
from vision.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Value: TypeAlias = "str | float | bool"
CONFIG_FOLDER_VARIABLE: Final = "UNKNOT_CONFIG_DIR"
_FLAGS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def config_folder() -> Path:
    """Return the folder of the user's settings, ``thresholds.toml``, ``poses/`` and ``flows/``."""
    override = os.environ.get(CONFIG_FOLDER_VARIABLE)
    return Path(override) if override else platformdirs.user_config_path("unknot")


def settings_file() -> Path:
    """Return the file of the settings, which need not be there."""
    return config_folder() / "settings.toml"


# --- the table -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """Something that is remembered for the option of its name.

    Attributes
    ----------
    kind
        `str`, `float` or `bool`.
    default
        What the option is without it; None where that is for the command to say.
    help
        What it is; yet to be said.
    commands
        Those that have this option.
    check
        Raises `UsageError` for a value of this kind that cannot be meant; None takes all.
    in_demo
        Whether it is for the demo as well, which has pictures and times of its own.

    """

    kind: type[str | float | bool]
    default: Value | None
    help: str
    commands: tuple[str, ...] = ("practise",)
    check: Callable[[Any], object] | None = None
    in_demo: bool = False


SETTINGS: Final[Mapping[str, Setting]] = {
    "camera": Setting(
        str,
        None,
        mark(
            "Webcam number, http:// or rtsp:// address, or a video file. "
            "Default: the first webcam, or the demo where there is none."
        ),
    ),
    "flow": Setting(str, "cramp_relief", mark("The routine."), ("practise", "review", "tune")),
    "hold": Setting(
        str,
        None,
        mark(
            "Seconds to hold every pose instead of the routine's, such as 90; "
            "or of single steps, such as 3=90,9=120."
        ),
        check=Holds.parse,
    ),
    "rest": Setting(
        float, None, mark("Seconds of rest before the next step is told."), check=check_rest
    ),
    "start": Setting(
        str, None, mark("The leg that is in front first, left or right."), check=require_side
    ),
    "breath": Setting(
        str,
        "4-4-4-4",
        mark(
            "Seconds of in, hold full, out, hold empty (a hold may be 0), or mine: your own "
            "rhythm, slowed gently towards them; mine:4-0-6-0 names others."
        ),
        check=Pacing.parse,
        in_demo=True,
    ),
    "sound": Setting(
        str,
        "voice",
        mark("What is heard: off, tones (the breath, and chimes) or voice (all of it)."),
        check=require_sound,
        in_demo=True,
    ),
    "voice": Setting(
        str,
        None,
        mark(
            "Who speaks: bundled, a Piper voice's file (.onnx), or a folder of recordings. "
            "Default: the system's voice on macOS and Windows, else the bundled one."
        ),
        ("practise", "review"),
        in_demo=True,
    ),
    "volume": Setting(
        float, 70.0, mark("How loud it is, from 0 to 100."), check=require_volume, in_demo=True
    ),
    "window": Setting(
        bool, default=True, help=mark("Show a window, or only the terminal."), in_demo=True
    ),
    "window_size": Setting(
        str,
        "full",
        mark("Size of the window: full for the whole screen, or a size such as 1280x800."),
        check=parse_window_size,
        in_demo=True,
    ),
    "notice": Setting(
        bool,
        default=False,
        help=mark("Whether you have read what is shown before the first practice."),
        commands=(),
        in_demo=True,
    ),
    "mirror": Setting(
        bool, default=True, help=mark("Show the picture as a mirror does."), in_demo=True
    ),
}
"""All settings. A new one is a line here, and an option of its name that says ``help``."""


# --- what is remembered --------------------------------------------------------------------------


def remembered() -> dict[str, Value]:
    """Return the settings of the user's file, none where there is no file.

    Raises
    ------
    ConfigError
        If it says something unknown or impossible; names file and key.

    """
    file = settings_file()
    if not file.exists():
        return {}
    table = read_table(file)
    table.only(SETTINGS.keys())
    values: dict[str, Value] = {}
    for name, value in table.values.items():
        kind = SETTINGS[name].kind
        if kind is bool:
            values[name] = table.flag(name, default=True)
        elif kind is str and type(value) in (int, float):  # a camera's number, a plain hold
            values[name] = f"{value:g}"
        else:
            values[name] = table.text(name) if kind is str else table.number(name)
        try:
            _check(name, values[name])
        except UsageError as error:
            text = mark("{key}: {complaint}; unknot settings reset {name} forgets it")
            raise table.fault(name, text, complaint=error, name=name) from error
    return values


class Remembered(dict[str, Any]):
    """By command, the settings its options have where they are not given.

    They are read as the command line asks for them: other commands work whatever the file says.
    """

    def get(self, command: str, default: Any = None, /) -> Any:  # noqa: ANN401 (as `dict.get`)
        """Return the settings of a command by name, ``default`` where it has none."""
        asked = "practise" if command == "practice" else command
        names = [name for name, setting in SETTINGS.items() if asked in setting.commands]
        return {n: v for n, v in remembered().items() if n in names} if names else default


def remember(name: str, text: str) -> Path:
    """Write one setting to the user's file, which keeps all else that it says; return the file.

    Raises
    ------
    UsageError
        If there is no such setting, or it cannot have this value.
    OutputError
        If the file cannot be written.

    """
    setting = _setting(name)
    value = _value_of(text, name, setting)
    _check(name, value)
    document = _document()
    document[name] = value
    return _write(document)


def forget(names: list[str]) -> Path | None:
    """Take settings out of the user's file, all if none is named; return the file, if there is one.

    Raises
    ------
    UsageError
        If there is no such setting.
    OutputError
        If the file cannot be written.

    """
    for name in names:
        _setting(name)
    if not settings_file().exists():
        return None
    document = _document() if names else tomlkit.document()
    for name in names:
        document.pop(name, None)
    return _write(document)


def _setting(name: str) -> Setting:
    if name not in SETTINGS:
        known = suggest(name, SETTINGS)
        raise UsageError("there is no setting {name!r}; {known}", name=name, known=known)
    return SETTINGS[name]


def _check(name: str, value: Value) -> None:
    if check := SETTINGS[name].check:
        check(value)


def _value_of(text: str, name: str, setting: Setting) -> Value:
    """Return a value as a person types it."""
    if setting.kind is str:
        return text
    if setting.kind is bool:
        if text.lower() in _FLAGS:
            return _FLAGS[text.lower()]
        raise UsageError("{name} expects yes or no, got {text!r}", name=name, text=text)
    try:
        return float(text)
    except ValueError as error:
        raise UsageError("{name} expects a number, got {text!r}", name=name, text=text) from error


def _document() -> tomlkit.TOMLDocument:
    file = settings_file()
    if not file.exists():
        return tomlkit.document()
    read_table(file)  # a file that is no TOML is told of, never replaced
    return tomlkit.parse(read_text(file))


def _write(document: tomlkit.TOMLDocument) -> Path:
    file = settings_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Where it really is: a link to a file kept elsewhere stays a link.
        write_whole(Path(os.path.realpath(file)), tomlkit.dumps(document).encode("utf-8"))
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write {file}: {why}", file=file, why=why) from error
    return file
