"""The networks: out of the model file, kept for the next who needs them."""

from __future__ import annotations

import gc
import threading
import zipfile
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

pytest.importorskip("ai_edge_litert")

from vision.errors import LandmarkerError
from vision.frames.source import Frame
from vision.landmarks.engines.litert import networks
from vision.landmarks.engines.litert.networks import (
    Network,
    Networks,
    best_threads,
    borrow,
    give_back,
)
from vision.landmarks.engines.litert.pipeline import LitePose

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model


@pytest.fixture(autouse=True)
def none_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with none that wait."""
    monkeypatch.setattr(networks, "_waiting", {})


def test_they_are_the_two_that_are_expected(model: Path) -> None:
    """By the shapes of what goes in and comes out."""
    both = Networks(model, 1)
    assert (both.detector.side_px, both.landmarker.side_px) == (224, 256)
    crop = np.zeros((224, 224, 3), np.uint8)
    assert set(both.detector.run(crop, -1.0, 1.0)) == {(2254, 1), (2254, 12)}
    outputs = both.landmarker.run(np.zeros((256, 256, 3), np.uint8), 0.0, 1.0)
    assert set(outputs) == {(1,), (195,), (117,), (64, 64, 39), (256, 256, 1)}
    assert 0 <= outputs[1,][0] <= 1
    del outputs
    both.landmarker.run(np.zeros((256, 256, 3), np.uint8), 0.0, 1.0)  # no view is left over


def test_a_pair_in_use_is_nobody_elses_and_one_given_back_is_used_again(model: Path) -> None:
    """So that a landmarker costs nothing to start again; not more of them wait than are needed."""
    one, other = borrow(model, 1), borrow(model, 1)
    assert one is not other
    give_back(one, model, 1)
    assert borrow(model, 1) is one
    assert borrow(model, 2) not in (one, other)
    three = [one, other, borrow(model, 1)]
    for each in three:
        give_back(each, model, 1)
    assert [borrow(model, 1) in three for _ in three] == [True, True, False]


@pytest.mark.parametrize(("two_s", "best"), [(9.0, 2), (14.0, 2), (15.0, 1)])
def test_a_second_thread_is_used_where_it_helps(
    model: Path, monkeypatch: pytest.MonkeyPatch, two_s: float, best: int
) -> None:
    """By the best of some tries; what was loaded for it is used, and nothing else waits."""
    now_s = [0.0]
    delays_s = {1: iter([99.0, 14.0, 20.0, 14.0]), 2: iter([99.0, 30.0, two_s, 30.0])}

    class Timed(Network):
        """Takes as long as it is told to."""

        def __init__(self, content: bytes, threads: int) -> None:
            super().__init__(content, threads)
            self.threads = threads

        def run(self, *_: object) -> dict[tuple[int, ...], np.ndarray]:
            """Let time pass."""
            now_s[0] += next(delays_s[self.threads])
            return {}

    monkeypatch.setattr(networks, "Network", Timed)
    assert best_threads(model, 2, lambda: now_s[0]) == best
    waiting = [pair for pairs in networks._waiting.values() for pair in pairs]  # noqa: SLF001
    assert [pair.landmarker.threads for pair in waiting] == [best]
    assert borrow(model, best) is waiting[0]


def test_another_file_at_the_same_place_is_read_anew(model: Path, tmp_path: Path) -> None:
    """What waits was made from what was there before."""
    path = tmp_path / "model.task"
    path.write_bytes(model.read_bytes())
    give_back(borrow(path, 1), path, 1)
    path.write_bytes(b"something else")
    with pytest.raises(LandmarkerError, match=r"model\.task is not a pose landmarker model"):
        borrow(path, 1)


def test_a_file_with_a_network_missing_or_damaged_is_refused(model: Path, tmp_path: Path) -> None:
    """In one line."""
    path = tmp_path / "half.task"
    with zipfile.ZipFile(model) as whole, zipfile.ZipFile(path, "w") as half:
        half.writestr(networks.DETECTOR, whole.read(networks.DETECTOR))
    with pytest.raises(LandmarkerError, match="is not a pose landmarker model"):
        Networks(path, 1)
    with zipfile.ZipFile(path, "a") as half:
        half.writestr(networks.LANDMARKER, bytes(100))
    with pytest.raises(LandmarkerError) as caught:
        Networks(path, 1)
    assert "\n" not in str(caught.value)


def test_opencvs_own_threads_are_out_of_the_way(model: Path) -> None:
    """They would wait for each other on the cores the networks run on."""
    cv2.setNumThreads(4)
    with LitePose(model):
        assert cv2.getNumThreads() == 1


def test_many_landmarkers_at_once_do_not_disturb_each_other(model: Path) -> None:
    """Each in a thread of its own, as a search beside a practice."""
    rng = np.random.default_rng(3)
    image = rng.integers(0, 255, (120, 160, 3)).astype(np.uint8)
    found: list[int] = []

    def look() -> None:
        with LitePose(model, tracking=False, min_confidence=0.0) as pose:
            bodies = [pose.detect(Frame(image, i / 10, i)) for i in range(5)]
        found.append(len({None if b is None else b.xyz_m.tobytes() for b in bodies}))

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    assert found == [1, 1, 1]


def test_the_terminal_stays_clean(model: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing of the library's start-up is written, however late."""
    with LitePose(model) as pose:
        pose.detect(Frame(np.zeros((64, 64, 3), np.uint8), 0.0, 0))
    assert capfd.readouterr() == ("", "")


def test_several_bodies_are_not_tracked(model: Path) -> None:
    """Nothing here needs it."""
    with pytest.raises(ValueError, match="only one body"):
        LitePose(model, most_bodies=2)
