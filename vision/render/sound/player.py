"""Plays a practice's sound on the system's device; without one, the practice goes on silently."""

from __future__ import annotations

import multiprocessing
import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vision.render.output import Key, Moment, Output
from vision.render.sound.process import End, Shown, Status, Volume, play
from vision.session.snapshot import Phase
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from vision.render.sound.feed import Mixer
    from vision.session.events import Event

VOLUME_STEP: Final = 10
LOUDEST: Final = 100
READY_WITHIN_S: Final = 5.0
_LOOK_S: Final = 0.1
_SHOWN_EVERY_S: Final = 0.1
_SIGN_S: Final = 2.0
_HELP_S: Final = 8.0
_STARTING_S: Final = 12.0
_HUNG_S: Final = 5.0
_ENDING_S: Final = 6.5
_LINUX_HELP: Final = mark(
    "there is no sound, as PortAudio is not installed; on Debian and Ubuntu "
    "`sudo apt-get install libportaudio2` helps. The practice goes on silently"
)
_OTHER_HELP: Final = mark(
    "there is no sound, as sounddevice cannot be loaded; `pip install --force-reinstall "
    "sounddevice` may help. The practice goes on silently"
)


class HeardTime:
    """The session's time as it is heard: it goes on while a recording stands still.

    A camera's time goes on when the session is paused, so that what is said of the pause can be
    heard; that of a recording which waits does not.
    """

    def __init__(self) -> None:
        self._behind_s = 0.0
        self._t_s = 0.0
        self._at_s = 0.0
        self._stands = False

    def of(self, t_s: float) -> float:
        """Return when a moment of the session is heard, in seconds that never stand still.

        While the session stands, whatever happens is heard now.
        """
        return (self._t_s if self._stands else t_s) + self._behind_s

    def show(self, t_s: float, at_s: float, *, stands: bool) -> None:
        """Take that ``t_s`` is shown at ``at_s``; ``stands`` while no time may pass."""
        if self._stands:
            self.until(at_s)
            # What has passed all the same, as a lost camera's does, is not counted twice.
            self._behind_s -= t_s - self._t_s
        self._stands = stands
        self._t_s, self._at_s = t_s, at_s

    def until(self, at_s: float) -> None:
        """Take that it is ``at_s``."""
        if self._stands:
            self._behind_s += at_s - self._at_s
            self._at_s = at_s


class Player(Output):
    """Plays the sound in a process of its own, and starts it anew should it hang or die.

    Parameters
    ----------
    make_mixer
        Makes the mixer, in that process; has to be something that can be pickled.
    warn
        Takes one line for the person.
    volume
        From 0 to `LOUDEST`.

    Attributes
    ----------
    status
        How the sound was when its process told last.
    restarts
        How often that process was started anew.
    told
        What has happened, at the times at which it is heard.

    """

    def __init__(
        self, make_mixer: Callable[[], Mixer], warn: Callable[[str], None], volume: float
    ) -> None:
        self.volume = volume
        self.status = Status(playing=False)
        self.restarts = 0
        self._make_mixer = make_mixer
        self._warn = warn
        self._muted = False
        self._time = HeardTime()
        self.told: list[Event] = []
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._heard_of_s = self._shown_s = 0.0
        self._sign, self._sign_until_s = "", 0.0
        self._explained = False

    def begin(self) -> None:
        """Start the process; the practice does not wait for it."""
        self._start()

    def wait(self, limit_s: float = READY_WITHIN_S) -> None:
        """Wait until the process plays, or tells that it cannot, so that first words are heard."""
        until_s = time.monotonic() + limit_s
        while self._connection is not None and time.monotonic() < until_s:
            if self._connection.poll(_LOOK_S):
                self._look_after(time.monotonic())
                break

    def tell(self, events: Sequence[Event]) -> None:
        """Pass on what has happened."""
        if not events:
            return
        self._time.until(time.monotonic())
        moved = [replace(event, t_s=self._time.of(event.t_s)) for event in events]
        self.told += moved
        self._send(moved)

    def show(self, moment: Moment) -> None:
        """Pass on what time it is, and look after the process."""
        now_s = time.monotonic()
        snapshot = moment.snapshot
        stands = moment.frame is None and snapshot.phase is Phase.PAUSED
        self._time.show(snapshot.t_s, now_s, stands=stands)
        if now_s - self._shown_s >= _SHOWN_EVERY_S:
            self._shown_s = now_s
            self._send(Shown(self._time.of(snapshot.t_s), now_s))
            self._look_after(now_s)

    def press(self, key: Key) -> None:
        """Take the keys of the sound."""
        if key is Key.MUTE:
            self._muted = not self._muted
        elif key in (Key.LOUDER, Key.QUIETER):
            step = VOLUME_STEP if key is Key.LOUDER else -VOLUME_STEP
            self._muted, self.volume = False, min(LOUDEST, max(0, self.volume + step))
        else:
            return
        self._send(self._loudness)
        self._show_sign(say("Volume {percent:.0f} %", percent=self.volume), _SIGN_S)

    def _show_sign(self, sign: str, for_s: float) -> None:
        self._sign, self._sign_until_s = sign, time.monotonic() + for_s

    @property
    def sign(self) -> str:
        """What there is to see of the sound, in a few words, or ""."""
        if self.status.missing:
            return ""
        if self._process is not None and not self.status.playing and self._heard_of_s:
            return say("No sound: no device")
        if self._muted:
            return say("Sound is off (m)")
        return self._sign if time.monotonic() < self._sign_until_s else ""

    def close(self) -> None:
        """Let the last words be spoken, and end the process."""
        self._send(End())
        # Ctrl-C ends the last words as well.
        with suppress(KeyboardInterrupt):
            if self._process is not None:
                self._process.join(_ENDING_S)
        self._stop()

    @property
    def process_id(self) -> int | None:
        """The system's number of the process that plays, None where there is none."""
        return None if self._process is None else self._process.pid

    @property
    def _loudness(self) -> Volume:
        return Volume(0.0 if self._muted else self.volume / LOUDEST)

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(
            target=play, args=(theirs, self._make_mixer), name="unknot-sound", daemon=True
        )
        self._process.start()
        theirs.close()
        self._heard_of_s = 0.0
        self._begun_s = time.monotonic()
        self._send(self._loudness)
        if self.told:
            self._send(self.told)

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join(1.0)
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _send(self, message: object) -> None:
        # Whoever is gone is found so when looked after.
        with suppress(OSError):
            if self._connection is not None:
                self._connection.send(message)

    def _look_after(self, now_s: float) -> None:
        if self._connection is None:
            return
        with suppress(EOFError, OSError):
            while self._connection.poll():
                self.status, self._heard_of_s = self._connection.recv(), now_s
        if self.status.playing and not self._explained:
            self._explained = True
            self._show_sign(say("Sound: m mutes, + and - change how loud it is"), _HELP_S)
        if self.status.missing:
            self._give_up()
        elif now_s - (self._heard_of_s or self._begun_s + _STARTING_S) > _HUNG_S or self._is_dead:
            self.restarts += 1
            self.status = Status(playing=False)
            self._stop()
            self._start()

    @property
    def _is_dead(self) -> bool:
        return self._process is not None and not self._process.is_alive()

    def _give_up(self) -> None:
        self._warn(say(_LINUX_HELP if sys.platform.startswith("linux") else _OTHER_HELP))
        self._stop()
