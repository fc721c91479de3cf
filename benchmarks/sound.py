"""Whether the sound of a live practice keeps time and has no gaps, and what it costs.

``python -m benchmarks.sound [--minutes N]``

A practice looks at the demo clip's first seconds over and over as a camera would send them, with
the landmarker and the overlay, while its sound process plays marked seconds on the null device of
a PulseAudio server of its own, from whose monitor it is recorded. Reported are gaps, steps in the
sound, by how much the marks stray from the session's clock, and the share of a core that sound
takes. Then, by turns of half a minute, the same loop runs with and without sound, and the ratio of
their pictures a second is reported. Needs pulseaudio, pulseaudio-utils and libportaudio2.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final
from unittest import mock

import numpy as np
from rich.console import Console

from benchmarks.null_sink import NullSink, Recorder
from benchmarks.speed import DrawOnly
from vision.app.loop import Practice, Watcher
from vision.app.outputs import Outputs
from vision.app.settings import demo_clip, load_demo_flow, load_library
from vision.frames.source import Frame, FrameSource
from vision.frames.video.reading import VideoFile
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, Engine
from vision.measure.catalog import bones_in
from vision.render.overlay.overlay import Overlay
from vision.render.sound.player import LOUDEST, Player
from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples
from vision.session.live.practice import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from typing_extensions import Self

    from vision.frames.source import Arrival
    from vision.render.output import Moment
    from vision.session.events import Event

FPS: Final = 15
TONE_HZ: Final = 400
SETTLED_S: Final = 12.0
_MARK_S: Final = 0.02
_SOFT, _LOUD = 0.2, 0.6
_KEPT: Final = 100
_WINDOW: Final = SAMPLE_RATE_HZ // 500
_SILENT: Final = 0.02
"""Of the note's level: where two stretches of it are faded into each other it can be low for a
moment, but is not gone."""


class Marks:
    """A mixer that plays a soft note, which is loud for a moment as each second begins."""

    def tell(self, events: Sequence[Event]) -> None:
        """Take nothing: it is always the same."""

    def render(self, first: int, count: int) -> Samples:
        """Return the note."""
        t_s = np.arange(first, first + count) / SAMPLE_RATE_HZ
        level = np.where(t_s % 1.0 < _MARK_S, _LOUD, _SOFT) * (t_s >= 0)
        return (level * np.sin(2 * np.pi * TONE_HZ * t_s)).astype(np.float32)


class Metered(Player):
    """A player that notes what its process has used of a core, by when it told so."""

    def __init__(self) -> None:
        super().__init__(Marks, print, LOUDEST)
        self._used: list[tuple[float, float]] = []

    def show(self, moment: Moment) -> None:
        """Note."""
        super().show(moment)
        if self.status.playing:
            self._used.append((time.monotonic(), self.status.cpu_s))

    @property
    def core(self) -> float:
        """The share of a core, from when the device began to play."""
        (from_s, before_s), (until_s, after_s) = self._used[0], self._used[-1]
        return (after_s - before_s) / (until_s - from_s)


class Looped(FrameSource):
    """A few pictures over and over, as a camera would send them."""

    name = "a few pictures"
    live = True
    waits = False

    def __init__(self, pictures: Sequence[Frame], seconds: float) -> None:
        self.began_s = 0.0
        self.sent = 0
        self._pictures = pictures
        self._seconds = seconds

    def __enter__(self) -> Self:
        """Return self."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close nothing."""

    def __iter__(self) -> Iterator[Arrival]:
        """Yield each picture when it is due; those that nobody has time for are dropped."""
        self.began_s = time.monotonic()
        index = 0
        while index < self._seconds * FPS:
            time.sleep(max(0.0, self.began_s + index / FPS - time.monotonic()))
            picture = self._pictures[index % len(self._pictures)]
            yield Frame(picture.image_bgr, index / FPS, index)
            self.sent += 1
            index = max(index + 1, int((time.monotonic() - self.began_s) * FPS))


@dataclass(frozen=True)
class Heard:
    """What came out of a practice.

    Attributes
    ----------
    gaps
        Stretches of 4 ms and more in which nothing was heard.
    largest_step
        The largest difference between two samples, over that of the note itself.
    drift_ms
        The largest difference between the lags of two marks behind the session's clock.
    lag_ms
        Their median lag.
    core
        The share of a core that the sound's process takes while it plays.

    """

    gaps: int
    largest_step: float
    drift_ms: float
    lag_ms: float
    core: float


@contextmanager
def practising(
    pictures: Sequence[Frame], seconds: float, engine: Engine, player: Player | None
) -> Iterator[Looped]:
    """Practise for some seconds, and give the source afterwards, while its sound goes on."""
    routine = load_demo_flow(load_library(None))
    routine = routine.with_holds([1e6] * len(routine.steps))
    outputs = Outputs(Overlay(bones_in), Console())
    source = Looped(pictures, seconds)
    with ExitStack() as stack:
        stack.enter_context(outputs)
        outputs.add(DrawOnly())
        if player is not None:
            outputs.add(player)
        watcher = stack.enter_context(Watcher(engine))
        if player is not None:
            player.wait()
        Practice(source, watcher, Session(routine), outputs).run()
        yield source


def heard(pictures: Sequence[Frame], seconds: float, engine: Engine, sink: NullSink) -> Heard:
    """Practise with sound, and return what was heard."""
    player = Metered()
    recorder = Recorder(sink)
    with practising(pictures, seconds, engine, player) as source:
        samples, first_s = recorder.stop()
    off_s = source.began_s - first_s
    sounding = samples[round((off_s + SETTLED_S) * SAMPLE_RATE_HZ) :]
    lags_s = mark_times_s(sounding) + SETTLED_S
    lags_s -= np.floor(lags_s)
    return Heard(
        gaps_in(sounding),
        float(np.abs(np.diff(sounding)).max()) / (2 * np.pi * TONE_HZ / SAMPLE_RATE_HZ * _LOUD),
        1000 * float(np.ptp(lags_s)),
        1000 * float(np.median(lags_s)),
        player.core,
    )


def mark_times_s(samples: Samples) -> np.ndarray:
    """Return when each mark begins, in seconds from the first sample."""
    loud = np.flatnonzero(np.abs(samples) > (_SOFT + _LOUD) / 2)
    begins = loud[np.flatnonzero(np.diff(loud, prepend=-SAMPLE_RATE_HZ) > SAMPLE_RATE_HZ // 2)]
    # A mark that had begun before the first sample has no beginning.
    return np.asarray(begins[begins > SAMPLE_RATE_HZ // 20] / SAMPLE_RATE_HZ)


def gaps_in(samples: Samples) -> int:
    """Return how many stretches there are in which nothing is heard."""
    whole = samples[: samples.size // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    silent = np.sqrt(np.mean(whole**2, axis=1)) < _SILENT * _SOFT / np.sqrt(2)
    return int(np.count_nonzero(np.diff(silent.astype(int), prepend=0) > 0))


def some_pictures() -> list[Frame]:
    """Return the first pictures of the demo clip."""
    with demo_clip() as clip, VideoFile(str(clip)) as file:
        return [each for each in islice(file, _KEPT) if isinstance(each, Frame)]


def ratio(pictures: Sequence[Frame], seconds: float, engine: Engine) -> float:
    """Return the pictures a second with sound over those without, by turns."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for with_sound in (True, False) * 2:
        player = Player(Marks, print, 0) if with_sound else None
        with practising(pictures, seconds, engine, player) as source:
            rates[with_sound].append(source.sent / seconds)
    return statistics.median(rates[True]) / statistics.median(rates[False])


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    minutes = parser.parse_args().minutes
    engine = Engine(weights.ensure(), AUTO)
    pictures = some_pictures()
    with (
        tempfile.TemporaryDirectory() as folder,
        NullSink(Path(folder)) as sink,
        mock.patch.dict(os.environ, sink.environment),
    ):
        found = heard(pictures, 60 * minutes, engine, sink)
        by_turns = ratio(pictures, 30.0, engine)
    print(f"{minutes:g} minutes: {found.gaps} gaps, {100 * found.core:.1f} % of a core for sound")
    print(f"largest step between two samples: {found.largest_step:.2f} of the note's own")
    print(f"behind the session's clock by {found.lag_ms:.0f} ms, drift {found.drift_ms:.1f} ms")
    print(f"pictures a second with sound: {by_turns:.3f} of those without")


if __name__ == "__main__":
    main()
