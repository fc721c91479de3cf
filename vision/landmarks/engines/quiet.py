"""Keep MediaPipe's start-up chatter off the terminal.

MediaPipe and TensorFlow Lite write a handful of information and warning lines straight to file
descriptor 2 while a landmarker is created and when it sees its first body. No environment variable
reaches them in 0.10.33 (``GLOG_minloglevel``, ``TF_CPP_MIN_LOG_LEVEL`` and ``ABSL_*`` were tried:
the logging library is never initialised, so it never reads them), and Python's `sys.stderr` is not
involved. What is left is to hold the descriptor back for that moment.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import tempfile
import threading
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDERR: Final = 2
_CHATTER: Final = re.compile(
    rb"[IW]\d{4} \d\d:\d\d:\d\d"  # absl: severity, month and day, time
    rb"|INFO: Created TensorFlow Lite"
    rb"|WARNING: All log messages before absl::InitializeLog"
)
# Two threads swapping the descriptor at once could each restore the other's stand-in.
_one_at_a_time: Final = threading.RLock()


@contextlib.contextmanager
def chatter_dropped() -> Iterator[None]:
    """Hold back what is written to descriptor 2 meanwhile, then pass on all but the chatter.

    Python tracebacks, native errors and what other threads print arrive, in order, when the block
    ends. A native abort inside the block takes what was held back with it. A process without a
    descriptor 2 (a windowed one) has nothing to keep quiet.
    """
    with _one_at_a_time, contextlib.ExitStack() as cleanup:
        try:
            terminal = os.dup(_STDERR)
        except OSError:
            yield
            return
        cleanup.callback(os.close, terminal)
        held = cleanup.enter_context(tempfile.TemporaryFile())
        _redirect(held.fileno())
        try:
            yield
        finally:
            _redirect(terminal)
            _pass_on(held)


def _redirect(descriptor: int) -> None:
    if sys.stderr is not None:
        sys.stderr.flush()
    os.dup2(descriptor, _STDERR)


def _pass_on(held: IO[bytes]) -> None:
    held.seek(0)
    kept = b"".join(line for line in held if not _CHATTER.match(line))
    if kept:
        os.write(_STDERR, kept)
