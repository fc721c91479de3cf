"""What ``unknot settings`` prints: every setting, its value, and where that comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from vision.app.preferences import SETTINGS, Value, remembered, settings_file
from vision.words import say

if TYPE_CHECKING:
    from rich.console import Console


def print_settings(console: Console) -> None:
    """Print every setting: its value, where that comes from, and what it is.

    Raises
    ------
    ConfigError
        If the user's file says something unknown or impossible.

    """
    values = remembered()
    table = Table(show_lines=True)
    for heading in (say("setting"), say("value"), say("from"), say("what it is")):
        table.add_column(heading, overflow="fold")
    for name, setting in SETTINGS.items():
        value = values.get(name, setting.default)
        source = str(settings_file()) if name in values else say("default")
        table.add_row(name, Text(_written(value)), Text(source), say(setting.help))
    console.print(table)
    line = say("An option on the command line wins over these. unknot settings set NAME VALUE")
    console.print(line, markup=False, highlight=False)


def _written(value: Value | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return say("yes") if value else say("no")
    return f"{value:g}" if isinstance(value, float) else value
