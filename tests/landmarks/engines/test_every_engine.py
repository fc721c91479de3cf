"""What holds for every engine, on pictures of a body whose joints are known."""

from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np
import pytest

from benchmarks.practitioner import postures
from benchmarks.practitioner.body import pose
from benchmarks.practitioner.render import project, render
from benchmarks.practitioner.truth import landmarks as true_landmarks
from vision.errors import LandmarkerError
from vision.frames.source import Frame
from vision.landmarks.engines import Engine
from vision.landmarks.skeleton import Landmark
from vision.landmarks.types import SEEN_VISIBILITY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from vision.landmarks.landmarker import Landmarker
    from vision.landmarks.types import Landmarks

    Image: TypeAlias = NDArray[np.uint8]
    Starts: TypeAlias = Callable[..., Landmarker]

NEAR: Final = [
    Landmark.RIGHT_SHOULDER,
    Landmark.RIGHT_HIP,
    Landmark.RIGHT_KNEE,
    Landmark.RIGHT_ANKLE,
]


@pytest.fixture
def start(engine: str, model: Path) -> Starts:
    """Give what starts its landmarkers."""
    return Engine(model, engine).start


@pytest.fixture
def landmarker(start: Starts) -> Iterator[Landmarker]:
    """Start one as usual."""
    with start() as started:
        yield started


def kneeling(size_px: tuple[int, int] = (640, 480)) -> Image:
    """Render a person sitting on the heels, side-on."""
    return render(postures.diamond(), size=size_px)


def seen(landmarker: Landmarker, image: Image, t_s: float = 0.0) -> Landmarks:
    """Detect somebody who is there."""
    landmarks = landmarker.detect(Frame(image, t_s, 0))
    assert landmarks is not None
    return landmarks


class TestRefusals:
    """A landmarker that cannot work says so in one line."""

    def test_a_missing_model(self, engine: str, tmp_path: Path) -> None:
        """The path is in the message."""
        with pytest.raises(LandmarkerError, match=r"none\.task: No such file"):
            Engine(tmp_path / "none.task", engine).start()

    @pytest.mark.parametrize("content", [b"", b"not a model", b"PK\x03\x04" + bytes(100)])
    def test_a_file_that_is_no_model(self, engine: str, tmp_path: Path, content: bytes) -> None:
        """Whatever is in it."""
        path = tmp_path / "bad.task"
        path.write_bytes(content)
        with pytest.raises(LandmarkerError, match=r"bad\.task is not a pose landmarker") as caught:
            Engine(path, engine).start()
        assert "\n" not in str(caught.value)

    @pytest.mark.model
    def test_a_closed_landmarker(self, start: Starts) -> None:
        """Closing twice is fine, using it afterwards is not."""
        with start() as landmarker:
            landmarker.close()
        landmarker.close()
        with pytest.raises(LandmarkerError, match="closed"):
            landmarker.detect(Frame(np.zeros((64, 64, 3), np.uint8), 0.0, 0))
        with pytest.raises(LandmarkerError, match="closed"):
            landmarker.forget()


@pytest.mark.model
class TestLandmarks:
    """What is handed on."""

    @pytest.mark.parametrize("size_px", [(640, 480), (898, 506), (1280, 720), (482, 640)])
    def test_points_are_in_pixels_of_the_picture(
        self, start: Starts, size_px: tuple[int, int]
    ) -> None:
        """Scaling for the model does not show in the result."""
        with start(tracking=False) as landmarker:
            landmarks = seen(landmarker, kneeling(size_px))
        truth_px = project(true_landmarks(pose(postures.diamond())), size=size_px)
        errors_px = np.linalg.norm(landmarks.xy_px - truth_px, axis=1)[NEAR]
        assert landmarks.size_px == size_px
        assert errors_px.max() < 0.03 * size_px[0]

    @pytest.mark.parametrize("part", [np.s_[:, :], np.s_[:, 220:], np.s_[:350], np.s_[:, :380]])
    def test_unseen_is_nan_and_only_that(self, start: Starts, part: tuple[slice, ...]) -> None:
        """A leg behind the other, or outside the picture, has no place in it."""
        with start(tracking=False) as landmarker:
            landmarks = seen(landmarker, np.ascontiguousarray(kneeling()[part]))
        unseen = np.isnan(landmarks.xy_px).any(axis=1)
        assert (unseen == np.isnan(landmarks.xy_px).all(axis=1)).all()
        assert unseen[landmarks.visibility < SEEN_VISIBILITY].all()
        assert 0 < unseen.sum() < len(Landmark)
        inside = landmarks.xy_px[~unseen]
        assert ((inside >= 0) & (inside <= landmarks.size_px)).all()
        assert np.isfinite(landmarks.xyz_m).all()

    def test_the_silhouette_lies_on_the_body(self, landmarker: Landmarker) -> None:
        """It is the person's own, not the room's, and outlives the landmarker's result."""
        first = seen(landmarker, kneeling())
        assert first.silhouette is not None
        copy = first.silhouette.copy()
        seen(landmarker, render(postures.lying(), size=(640, 480)), 1.0)
        np.testing.assert_array_equal(first.silhouette, copy)
        assert first.silhouette.dtype == np.uint8
        assert 0.03 < (first.silhouette > 0).mean() < 0.3
        column, row = first.xy_px[Landmark.RIGHT_HIP].astype(int)
        assert first.silhouette[row, column]

    def test_no_silhouette_unless_asked_for(self, start: Starts) -> None:
        """It costs a few milliseconds."""
        with start(silhouette=False) as landmarker:
            assert seen(landmarker, kneeling()).silhouette is None

    def test_an_empty_room_holds_nobody(self, landmarker: Landmarker) -> None:
        """None, not a body of NaN."""
        assert landmarker.detect(Frame(np.full((480, 640, 3), 200, np.uint8), 0.0, 0)) is None

    def test_the_picture_is_left_as_it_is(self, landmarker: Landmarker) -> None:
        """Others draw on it afterwards."""
        image = kneeling()
        before = image.copy()
        seen(landmarker, image)
        np.testing.assert_array_equal(image, before)

    def test_time_is_the_pictures_own(self, landmarker: Landmarker) -> None:
        """Pictures less than a millisecond apart, or a source that steps back, are no error."""
        image = kneeling()
        for t_s in (0.0, 0.0001, 0.0002, 5.0, 4.9, 5.1):
            assert seen(landmarker, image, t_s).t_s == t_s

    def test_a_forgotten_body_is_searched_for_as_if_never_seen(self, start: Starts) -> None:
        """What was followed wrongly cannot pull at what is found next.

        The library's filters on visibility and metres run on: a few centimetres, for a moment.
        """
        with start() as landmarker, start() as fresh:
            for i in range(5):
                seen(landmarker, render(postures.lying(), size=(640, 480)), i / 30)
            landmarker.forget()
            again, anew = (seen(each, kneeling(), 1.0) for each in (landmarker, fresh))
        np.testing.assert_allclose(again.xyz_m, anew.xyz_m, atol=0.03)
        off_px = np.abs(again.xy_px - anew.xy_px)
        assert np.isfinite(off_px[NEAR[:2]]).all()
        assert np.nanmax(off_px) < 0.5

    def test_a_replay_gives_the_same(self, start: Starts) -> None:
        """Same pictures, same times, same numbers."""
        images = [render(postures.diamond(tilt), size=(320, 240)) for tilt in (0.0, 10.0, 20.0)]

        def replay() -> list[Landmarks]:
            with start() as landmarker:
                return [seen(landmarker, im, i / 30) for i, im in enumerate(images)]

        for once, again in zip(replay(), replay(), strict=True):
            np.testing.assert_array_equal(once.xy_px, again.xy_px)
            np.testing.assert_array_equal(once.xyz_m, again.xyz_m)

    def test_other_threads_run_meanwhile(self, landmarker: Landmarker) -> None:
        """The interpreter lock is free while the model runs, so decoding goes on."""
        image, done, counts = kneeling(), threading.Event(), [0]

        def count() -> None:
            while not done.is_set():
                counts.append(counts[-1] + 1)
                done.wait(0.001)

        thread = threading.Thread(target=count)
        thread.start()
        before = [(seen(landmarker, image, i / 30), len(counts))[1] for i in range(10)]
        done.set()
        thread.join()
        assert all(later > earlier for earlier, later in pairwise(before))
