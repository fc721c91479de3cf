"""The two networks out of the model file, ready to run, and kept ready from one use to the next."""

from __future__ import annotations

import math
import zipfile
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

import cv2
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from vision.errors import LandmarkerError
from vision.landmarks.engines.quiet import chatter_dropped
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

DETECTOR: Final = "pose_detector.tflite"
LANDMARKER: Final = "pose_landmarks_detector.tflite"
_MOST_KEPT: Final = 2
"""Pairs that wait for their next use; one takes about 60 MB."""
_TRIES: Final = 4
"""The first of which warms up."""


class Network:
    """One network.

    Parameters
    ----------
    content
        The ``.tflite`` file.
    threads
        On how many threads it runs.

    Raises
    ------
    ValueError, RuntimeError
        If it is no network.

    """

    def __init__(self, content: bytes, threads: int) -> None:
        self._interpreter: Any = Interpreter(model_content=content, num_threads=threads)
        self._interpreter.allocate_tensors()
        given = self._interpreter.get_input_details()[0]
        self.side_px = int(given["shape"][1])
        self._input: int = given["index"]
        self._outputs: dict[tuple[int, ...], int] = {
            tuple(int(side) for side in each["shape"][1:]): each["index"]
            for each in self._interpreter.get_output_details()
        }

    def run(
        self, crop_bgr: NDArray[np.uint8], low: float, high: float
    ) -> dict[tuple[int, ...], NDArray[np.float32]]:
        """Run on a picture.

        Parameters
        ----------
        crop_bgr
            ``(side_px, side_px, 3)``, blue first.
        low, high
            What black and white are to the network, which takes red first.

        Returns
        -------
        dict
            Each output by its shape without the first axis. The arrays are valid until the next
            run, which refuses to begin while a view on the input is alive.

        """
        crop = cv2.cvtColor(crop_bgr, cv2.COLOR_BGR2RGB)
        given = self._interpreter.tensor(self._input)()
        np.multiply(crop[np.newaxis], np.float32((high - low) / 255), out=given)
        if low:
            given += np.float32(low)
        del given
        self._interpreter.invoke()
        return {shape: self._interpreter.tensor(at)()[0] for shape, at in self._outputs.items()}


class Networks:
    """The detector and the landmark network of one model file; no two may use a pair at once."""

    def __init__(self, model: Path, threads: int) -> None:
        try:
            with zipfile.ZipFile(model) as task, chatter_dropped():
                self.detector = Network(task.read(DETECTOR), threads)
                self.landmarker = Network(task.read(LANDMARKER), threads)
        except OSError as error:
            text = say("cannot read the model {path}: {reason}", path=model, reason=error.strerror)
            raise LandmarkerError(text) from error
        except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError) as error:
            raise LandmarkerError(
                "{path} is not a pose landmarker model: {reason}", path=model, reason=error
            ) from error


def best_threads(model: Path, most: int, clock: Callable[[], float]) -> int:
    """Return on how many threads, one or ``most``, the landmark network runs faster here.

    A second thread does not help where another program has the core, or where a container counts
    more cores than it gives. What was loaded for it waits for its use.

    Parameters
    ----------
    model
        The ``.task`` file.
    most
        On how many it may run.
    clock
        Gives seconds that never go back.

    Raises
    ------
    LandmarkerError
        If the file cannot be read or is no pose landmarker.

    """
    pairs = {1: Networks(model, 1), most: borrow(model, most)}
    took_s = dict.fromkeys(pairs, math.inf)
    for _ in range(_TRIES):  # by turns, so that a busy moment meets both
        for threads, pair in pairs.items():
            took_s[threads] = min(took_s[threads], _took(pair.landmarker, clock))
    best = 1 if took_s[1] < took_s[most] else most
    give_back(pairs[best], model, best)
    return best


def _took(network: Network, clock: Callable[[], float]) -> float:
    start_s = clock()
    network.run(np.zeros((network.side_px, network.side_px, 3), np.uint8), 0.0, 1.0)
    return clock() - start_s


_waiting: Final[dict[tuple[Path, int, int], list[Networks]]] = {}
_lock: Final = Lock()


def borrow(model: Path, threads: int) -> Networks:
    """Return a pair of networks that nobody uses, to be given back: one that waits, or a new one.

    Raises
    ------
    LandmarkerError
        If the file cannot be read or is no pose landmarker.

    """
    # OpenCV's own threads would take turns with the network's on the same cores.
    cv2.setNumThreads(1)
    with _lock:
        waiting = _waiting.get(_key(model, threads))
        if waiting:
            return waiting.pop()
    return Networks(model, threads)


def give_back(networks: Networks, model: Path, threads: int) -> None:
    """Let a pair wait for its next use, or go if enough of them do."""
    with _lock:
        waiting = _waiting.setdefault(_key(model, threads), [])
        if len(waiting) < _MOST_KEPT:
            waiting.append(networks)


def _key(model: Path, threads: int) -> tuple[Path, int, int]:
    try:
        return model, threads, model.stat().st_mtime_ns
    except OSError:
        return model, threads, 0
