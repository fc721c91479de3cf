"""unknot: a pose coach for a slow routine against leg cramps."""

from __future__ import annotations

__version__ = "0.1.0"
