"""Where the program starts: it can be ended from the first moment on, while all else is loaded."""

from __future__ import annotations

import signal
import sys
from typing import Final

_INTERRUPTED: Final = 130
_ENDING: Final = ("SIGTERM", "SIGHUP")


def main() -> None:
    """Run the command line; a closed terminal and a shutdown end it as Ctrl-C does.

    Files are finished then, and nothing is left behind.
    """
    try:
        for name in _ENDING:
            number = getattr(signal, name, None)  # Windows has fewer
            if (
                number is not None and signal.getsignal(number) is not signal.SIG_IGN
            ):  # as by `nohup`
                signal.signal(number, signal.default_int_handler)
        from vision import cli  # noqa: PLC0415 (it takes a moment, in which one may end it)

        cli.main()
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
