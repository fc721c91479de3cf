"""A sound server with a device that nobody hears, and a recorder of what is played on it."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.render.sound.samples import SAMPLE_RATE_HZ, Samples

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

NEEDS: Final = ("pulseaudio", "pactl", "parec")
_SINK: Final = ("module-null-sink", "sink_name=heard", f"rate={SAMPLE_RATE_HZ}")
_CHUNK: Final = 4 * SAMPLE_RATE_HZ // 100


class NullSink:
    """A PulseAudio server of its own, with one device.

    Parameters
    ----------
    folder
        Where it keeps what it needs.

    """

    def __init__(self, folder: Path) -> None:
        # Short: the name of a socket has a limit.
        self._folder = folder
        self.environment = {
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_SERVER": f"unix:{folder}/native",
        }
        self._server: subprocess.Popen[bytes] | None = None
        self._module = ""

    def __enter__(self) -> Self:
        """Start the server."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the server."""
        self.kill()

    def start(self) -> None:
        """Start the server, and plug the device in."""
        socket = f"module-native-protocol-unix auth-anonymous=1 socket={self._folder}/native"
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no"]
        self._server = subprocess.Popen(  # noqa: S603
            ["pulseaudio", *options, "-L", socket],  # noqa: S607
            env=os.environ | self.environment,
            stderr=subprocess.DEVNULL,
        )
        until_s = time.monotonic() + 20
        while not self._answers():
            if time.monotonic() > until_s:
                raise RuntimeError("pulseaudio does not start")
            time.sleep(0.1)
        self.plug_in()

    def kill(self) -> None:
        """End the server as a crash would."""
        if self._server is not None:
            self._server.send_signal(signal.SIGKILL)
            self._server.wait()
            self._server = None

    def plug_in(self) -> None:
        """Let the device be there."""
        self._module = self._control("load-module", *_SINK).strip()

    def pull_out(self) -> None:
        """Let the device be gone."""
        self._control("unload-module", self._module)

    def _answers(self) -> bool:
        return self._run("info").returncode == 0

    def _control(self, *command: str) -> str:
        ran = self._run(*command)
        ran.check_returncode()
        return ran.stdout

    def _run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603
            ["pactl", *command],  # noqa: S607
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


class Recorder:
    """Records what is played on the device, and when by the system's clock."""

    def __init__(self, sink: NullSink) -> None:
        how = [
            f"--rate={SAMPLE_RATE_HZ}",
            "--channels=1",
            "--format=float32le",
            "--latency-msec=20",
        ]
        self._process = subprocess.Popen(  # noqa: S603
            ["parec", "-d", "heard.monitor", *how],  # noqa: S607
            env=os.environ | sink.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._chunks: list[bytes] = []
        self._arrivals: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._record)
        self._thread.start()

    def _record(self) -> None:
        stream, count = self._process.stdout, 0
        while stream is not None and (chunk := stream.read(_CHUNK)):
            count += len(chunk) // 4
            self._chunks.append(chunk)
            self._arrivals.append((count, time.monotonic()))

    def stop(self) -> tuple[Samples, float]:
        """Return what was recorded, and when by `time.monotonic` its first sample was heard."""
        self._process.terminate()
        self._thread.join()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        # A chunk may arrive late, and never early.
        began_s = min(at_s - count / SAMPLE_RATE_HZ for count, at_s in self._arrivals)
        return np.frombuffer(b"".join(self._chunks), np.float32), began_s
