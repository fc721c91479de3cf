"""Opening a container with PyAV, whatever its titles are written in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import av

if TYPE_CHECKING:
    from av.container import InputContainer

_TOLERANT_FROM: Final = 19
"""PyAV reads titles that are no UTF-8 by itself from this version on, and knows no word for it."""
_MAJOR: Final = int(av.__version__.split(".", maxsplit=1)[0])
_TOLERANT: Final[dict[str, Any]] = (
    {} if _MAJOR >= _TOLERANT_FROM else {"metadata_errors": "replace"}
)


def open_input(url: str, **how: Any) -> InputContainer:  # noqa: ANN401 (PyAV's own arguments)
    """Open a file or an address for reading, with PyAV's arguments and errors."""
    container: InputContainer = av.open(url, mode="r", **how, **_TOLERANT)
    return container
