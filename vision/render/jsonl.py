"""Events as JSON lines, for whoever listens."""

from __future__ import annotations

import errno
import io
import json
import os
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from vision.session.events import Event

# A reader that is gone is EPIPE; Windows says EINVAL.
_READER_GONE: Final = (errno.EPIPE, errno.EINVAL)


class EventWriter:
    """Writes each event as one line of JSON, at once.

    A reader that stops reading (``unknot practise --events - | head``) is no error: the writer
    falls silent and ``closed`` becomes true, for the caller to look at.

    Parameters
    ----------
    stream
        Where to write; stays open, its owner closes it.

    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.closed = False

    def write(self, event: Event) -> None:
        """Write one event; nothing once the reader is gone."""
        if self.closed:
            return
        # ASCII only, so that a console of any code page can take it.
        line = json.dumps(event.as_record(), allow_nan=False)
        try:
            self._stream.write(f"{line}\n")
            self._stream.flush()
        except OSError as error:
            if error.errno not in _READER_GONE:
                raise
            self.closed = True
            _forget(self._stream)


def _forget(stream: TextIO) -> None:
    """Let what is still buffered go nowhere: flushing it at exit would complain once more."""
    try:
        number = stream.fileno()
    except (AttributeError, io.UnsupportedOperation):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
