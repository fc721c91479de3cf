"""What people wear: skin, hair and clothes that are easy and hard to tell from the room."""

from types import MappingProxyType
from typing import Final

from benchmarks.practitioner.figure import Looks

_LIGHT_SKIN: Final = (170.0, 196.0, 236.0)
_BROWN_SKIN: Final = (72.0, 106.0, 158.0)
_DARK_SKIN: Final = (42.0, 58.0, 88.0)
_WALL: Final = (198.0, 208.0, 214.0)
_FLOOR: Final = (122.0, 157.0, 188.0)
_BLACK: Final = (34.0, 32.0, 32.0)

LOOKS: Final = MappingProxyType(
    {
        "plain": Looks(),
        "dark skin": Looks(skin=_DARK_SKIN, lips=(60.0, 56.0, 104.0), hair=(22.0, 24.0, 28.0)),
        "wall-coloured shirt": Looks(skin=_LIGHT_SKIN, shirt=_WALL, hair=(120.0, 150.0, 176.0)),
        "loose shirt": Looks(skin=_BROWN_SKIN, shirt=(86.0, 60.0, 150.0), shirt_slack=0.09),
        "hood, hair let down": Looks(shirt=(150.0, 150.0, 156.0), hood_m=0.05, hair_m=0.28),
        "all black": Looks(shirt=_BLACK, trousers=_BLACK),
        "floor-coloured trousers": Looks(
            skin=_BROWN_SKIN, trousers=_FLOOR, shirt=(210.0, 212.0, 216.0)
        ),
        "shorts": Looks(trousers=(120.0, 90.0, 50.0), trouser_length=0.25),
    }
)
"""Looks by name; colours are blue, green, red. The first is the demo's."""
