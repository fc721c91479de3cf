"""The pictures of a session: whose video it is, what is drawn, and what happens without it."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from tests.builders import practitioner
from tests.frames.clips import write_moving_clip
from tests.landmarks.fakes import FakePose
from tests.paths import ROUTINES
from tests.render import builders
from vision.app.review.folder import FINGERPRINT
from vision.app.tune import pictures
from vision.app.tune.loading import video_of
from vision.app.tune.pictures import Pictures
from vision.criteria.model import Status
from vision.errors import LandmarkerError, UnknotError
from vision.frames.video import index
from vision.frames.video.index import scan
from vision.frames.video.scrubber import Scrubber
from vision.landmarks.engines import Engine
from vision.landmarks.types import Landmarks, Recording
from vision.measure.body import body_from_landmarks
from vision.render.theme import ORANGE, SKY_BLUE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vision.frames.source import Frame

SEEN = practitioner("diamond", hide_far=True)
MISSED = [builders.verdict("back_bow", Status.MISSED)]
DEMO = ROUTINES / "demo.mp4"


def _scrubber(video: Path) -> Scrubber:
    return Scrubber(video, keys_s=scan(video).keys_s)


def recorded(bodies: Sequence[Landmarks | None], step_s: float = 0.1, **told: str) -> Recording:
    """Return a recording of bodies at even times."""
    profiles = [
        np.full(21, np.nan) if b is None else body_from_landmarks(b).dorsal_profile for b in bodies
    ]
    times_s = step_s * np.arange(len(bodies))
    made = Recording.stack(times_s, bodies, np.array(profiles), SEEN.size_px)
    return replace(made, provenance=told)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give two seconds of video, with the proportions of the body's picture."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    return write_moving_clip(path, count=50, size_px=(424, 240)).read_bytes()


@pytest.fixture
def video(film: bytes, tmp_path: Path) -> Path:
    """Give the video in a folder of its own, to be changed and moved."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film)
    return path


def found(frame: Frame, factor: float = 1.0) -> Landmarks:
    """Return the body of the recording as the landmarker sees it in a picture of any size."""
    scale = np.array(frame.size_px) / SEEN.size_px * factor
    return replace(SEEN, xy_px=SEEN.xy_px * scale, size_px=frame.size_px)


@pytest.fixture
def landmarker(monkeypatch: pytest.MonkeyPatch) -> Callable[..., FakePose]:
    """Give what puts a landmarker of the test's in the place of the real one."""

    def put(sees: Callable[[Frame], Landmarks | None] = found) -> FakePose:
        pose = FakePose(sees)
        monkeypatch.setattr(Engine, "start", lambda *_, **__: pose)
        return pose

    return put


def no_engine() -> None:
    """Return what finds outlines: nothing."""


def shown(jpeg: bytes) -> np.ndarray:
    """Return the pixels of a JPEG file."""
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR))


def near(image: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Return how many pixels have about a colour."""
    return int((np.abs(image.astype(int) - colour).max(axis=-1) < 40).sum())


class TestVideoOf:
    """Whose video it is."""

    def test_it_lies_beside_the_landmarks_or_above_them(self, video: Path) -> None:
        """In the folder, in its parent, or in the parent of that; not farther up."""
        recording = recorded([SEEN], **{"video": "film.mp4", FINGERPRINT: scan(video).fingerprint})
        deep = video.parent / "a" / "b" / "c"
        for folder in (video.parent, video.parent / "a", video.parent / "a" / "b"):
            assert video_of(recording, folder / "landmarks.npz", []) == video
        assert video_of(recording, deep / "landmarks.npz", []) is None

    def test_the_one_the_user_gave_is_found_whatever_its_name(self, video: Path) -> None:
        """Files that are something else, or are not there, are passed over."""
        recording = recorded([SEEN], **{"video": "old.mp4", FINGERPRINT: scan(video).fingerprint})
        landmarks = video.parent / "elsewhere" / "deep" / "down" / "landmarks.npz"
        text = video.parent / "notes.txt"
        text.write_text("no video")
        given = [video.parent / "gone.mp4", video.parent, text, video]
        assert video_of(recording, landmarks, given) == video

    def test_another_content_under_its_name_is_not_it(self, video: Path) -> None:
        """Its pictures would be shown with landmarks that are not theirs."""
        recording = recorded([SEEN], **{"video": "film.mp4", FINGERPRINT: "0" * 64})
        assert video_of(recording, video.parent / "landmarks.npz", [video]) is None

    def test_a_recording_that_does_not_tell_has_none(self, video: Path) -> None:
        """Also where a file of a likely name is there."""
        landmarks = video.parent / "landmarks.npz"
        assert video_of(recorded([SEEN], video="film.mp4"), landmarks, [video]) is None
        assert video_of(recorded([SEEN]), landmarks, [video]) is None

    @pytest.mark.parametrize("name", ["sub/film.mp4", "../x/film.mp4", "..\\film.mp4", "\0", ".."])
    def test_a_name_never_leads_to_another_folder(self, video: Path, name: str) -> None:
        """A recording from elsewhere cannot make other files be looked at."""
        landmarks = video.parent / "session" / "landmarks.npz"
        aside = video.parent / "session" / "sub"
        aside.mkdir(parents=True)
        video.rename(aside / "film.mp4")
        told = {"video": name, FINGERPRINT: scan(aside / "film.mp4").fingerprint}
        assert video_of(recorded([SEEN], **told), landmarks, []) is None

    def test_only_files_of_that_name_are_read(
        self, video: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A fingerprint reads the whole file, so one is taken once, and of likely files first."""
        read = []
        monkeypatch.setattr(index, "scan", lambda path: read.append(path) or scan(path))
        other = write_moving_clip(video.parent / "other.mp4", count=3)
        recording = recorded([SEEN], **{"video": "film.mp4", FINGERPRINT: scan(video).fingerprint})
        for _ in range(2):
            assert video_of(recording, video.parent / "landmarks.npz", [other]) == video
        assert read == [video]


class TestWithVideo:
    """The body on the picture it was found in."""

    def test_the_body_and_its_verdict_are_drawn_on_the_picture(self, video: Path) -> None:
        """The picture is the one that shows then, enlarged to 960 pixels."""
        with (
            Pictures(recorded([SEEN] * 20), video, no_engine) as made,
            _scrubber(video) as scrubber,
        ):
            plain, told = shown(made.jpeg(1.03)), shown(made.jpeg(1.03, MISSED))
            expected = cv2.resize(scrubber.at(1.03).image_bgr, (960, 543))
            assert made.note == ""
        assert plain.shape == (543, 960, 3)
        assert np.abs(plain[:100].astype(int) - expected[:100]).mean() < 4
        assert near(told, ORANGE) > near(plain, ORANGE) + 500

    def test_nobody_is_drawn_where_nobody_was_seen(self, video: Path) -> None:
        """Next to such a picture the body is the one of the nearest; far from any it is none."""
        bodies = [SEEN, None, None, None, SEEN]
        with Pictures(recorded(bodies, step_s=0.4), video, no_engine) as made:
            drawn = [near(shown(made.jpeg(t_s)), SKY_BLUE) > 100 for t_s in (0.1, 0.8, 1.5)]
        assert drawn == [True, False, True]

    def test_a_gap_between_landmarks_is_not_drawn_over(self, video: Path) -> None:
        """In the middle of two seconds without any, nothing is known."""
        with Pictures(recorded([SEEN, SEEN], step_s=1.9), video, no_engine) as made:
            drawn = [near(shown(made.jpeg(t_s)), SKY_BLUE) > 100 for t_s in (0.2, 1.0, 1.8)]
        assert drawn == [True, False, True]

    def test_from_the_front_the_edge_is_not_a_back(self, video: Path) -> None:
        """What ends the silhouette there is an arm."""
        front = replace(SEEN, xyz_m=SEEN.xyz_m[:, [2, 1, 0]])
        with Pictures(recorded([front] * 20), video, no_engine) as made:
            assert near(shown(made.jpeg(1.0)), SKY_BLUE) < 20


class TestOutline:
    """The silhouette is not saved: it is sought again, beside the work."""

    def test_the_first_picture_does_not_wait_for_it(
        self, video: Path, landmarker: Callable[..., FakePose]
    ) -> None:
        """It comes with the edge of the back, and is asked for again."""
        go_on = threading.Event()
        pose = landmarker(lambda frame: found(frame) if go_on.wait(10) else None)
        with Pictures(recorded([SEEN] * 20), video, lambda: Engine(Path("m"))) as made:
            first = made.jpeg(1.0)
            go_on.set()
            second = made.jpeg(1.0, wait_s=10)
            assert made.jpeg(1.0) == second
            assert made.jpeg(1.0, outline=False) == first
            assert near(shown(second), SKY_BLUE) > near(shown(first), SKY_BLUE) + 300
            assert len(pose.asked) == 1
        assert pose.closed == 1

    @pytest.mark.parametrize("sees", [lambda _: None, lambda frame: found(frame, 0.6)])
    def test_another_body_is_not_outlined(
        self,
        video: Path,
        landmarker: Callable[..., FakePose],
        sees: Callable[[Frame], Landmarks | None],
    ) -> None:
        """Nor is nobody: after a closer look, upright and as it is, the back's edge stays."""
        pose = landmarker(sees)
        with Pictures(recorded([SEEN] * 20), video, lambda: Engine(Path("m"))) as made:
            assert made.jpeg(1.0, wait_s=10) == made.jpeg(1.0, outline=False)
            assert made.note == ""
        assert len(pose.asked) == 3

    def test_only_the_last_moment_asked_for_is_waiting(
        self, video: Path, landmarker: Callable[..., FakePose]
    ) -> None:
        """Who scrubs leaves no queue of outlines behind."""
        looking, go_on = threading.Event(), threading.Event()

        def sees(frame: Frame) -> Landmarks | None:
            looking.set()
            go_on.wait(10)
            return found(frame)

        pose = landmarker(sees)
        with Pictures(recorded([SEEN] * 20), video, lambda: Engine(Path("m"))) as made:
            made.jpeg(0.2)
            assert looking.wait(10)
            for t_s in (0.4, 0.6, 0.8, 1.0):
                made.jpeg(t_s)
            go_on.set()
            made.jpeg(1.0, wait_s=10)
        assert [frame.t_s for frame in pose.asked] == pytest.approx([0.2, 1.0])

    def test_without_a_landmarker_it_goes_on(
        self, video: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The edge of the back is drawn, and the note says why."""

        def refuse(*_: object, **__: object) -> None:
            raise LandmarkerError("cannot read the model m: no such file")

        monkeypatch.setattr(Engine, "start", refuse)
        with Pictures(recorded([SEEN] * 20), video, lambda: Engine(Path("m"))) as made:
            assert made.jpeg(1.0, wait_s=10) == made.jpeg(1.0, outline=False)
            assert made.note == "No outlines: cannot read the model m: no such file."

    def test_closing_does_not_wait_for_a_queue(
        self, video: Path, landmarker: Callable[..., FakePose]
    ) -> None:
        """What is asked for afterwards is the plain ground, and no error."""
        pose = landmarker()
        made = Pictures(recorded([SEEN] * 20), video, lambda: Engine(Path("m")))
        made.jpeg(1.0)
        made.close()
        made.close()
        assert pose.closed <= 2
        assert near(shown(made.jpeg(1.0)), SKY_BLUE) > 100

    @pytest.mark.model
    def test_the_demo_clip_is_outlined(self, model: Path) -> None:
        """Kneeling at its beginning and folded over a leg: by the real landmarker."""
        with _scrubber(DEMO) as scrubber, Engine(model).start(tracking=False) as pose:
            bodies = [pose.detect(scrubber.at(t_s)) for t_s in (4.0, 42.0)]
        recording = replace(recorded(bodies), t_s=np.array([4.0, 42.0]))
        with Pictures(recording, DEMO, lambda: Engine(model)) as made:
            for t_s in (4.0, 42.0):
                edge = near(shown(made.jpeg(t_s, outline=False)), SKY_BLUE)
                assert near(shown(made.jpeg(t_s, wait_s=60)), SKY_BLUE) > 2 * edge


class TestWithoutVideo:
    """The skeleton alone, in its proportions."""

    def test_the_body_stands_on_an_even_ground(self) -> None:
        """With the edge of its back; the note says what to give for more."""
        with Pictures(
            recorded([SEEN] * 3, video="film.mp4"), None, lambda: Engine(Path("m"))
        ) as made:
            image = shown(made.jpeg(0.1, MISSED))
            assert made.note == "Give film.mp4 as well to see more than the skeleton."
        assert image.shape == (543, 960, 3)
        assert np.ptp(image[:20], axis=(0, 1)).max() < 4
        assert near(image, ORANGE) > 500
        assert near(image, SKY_BLUE) > 100

    @pytest.mark.parametrize("t_s", [-5.0, 9.0, float("inf")])
    def test_beyond_its_ends_it_stays_as_it_was_there(self, t_s: float) -> None:
        """As pictures of a video do."""
        with Pictures(recorded([SEEN] * 3), None, no_engine) as made:
            assert near(shown(made.jpeg(t_s)), SKY_BLUE) > 100

    @pytest.mark.parametrize("spoil", ["gone", "overwritten", "never there"])
    def test_a_video_that_breaks_is_told_and_done_without(self, video: Path, spoil: str) -> None:
        """In the middle of the work: the skeleton goes on, the reason is one sentence."""
        with Pictures(recorded([SEEN] * 20), video, no_engine) as made:
            if spoil != "never there":
                made.jpeg(0.0)
                assert made.note == ""
            if spoil == "overwritten":
                video.write_bytes(b"nothing like a video")
            else:
                video.unlink()
            image = shown(made.jpeg(1.0))
            assert np.ptp(image[:20], axis=(0, 1)).max() < 4
            assert made.note.startswith("Only the skeleton is shown from here on: ")
            assert made.note.endswith(".")
            assert "\n" not in made.note

    def test_the_video_can_be_given_later(
        self, video: Path, landmarker: Callable[..., FakePose]
    ) -> None:
        """By its path as it is typed or copied; then all is as if it had been found."""
        told = {"video": "old.mp4", FINGERPRINT: scan(video).fingerprint}
        landmarker()
        lasting = recorded([SEEN] * 20, **told)
        with Pictures(lasting, None, lambda: Engine(Path("m"))) as made:
            plain = shown(made.jpeg(1.0))
            assert made.wants_video
            made.give(f' "{video}"\n')
            assert (made.note, made.wants_video) == ("", False)
            assert np.abs(shown(made.jpeg(1.0)).astype(int) - plain).mean() > 10
            assert near(shown(made.jpeg(1.0, wait_s=10)), SKY_BLUE) > near(plain, SKY_BLUE)
        with Pictures(lasting, None, no_engine) as made:
            made.give(video.as_uri())
            assert made.note == ""

    @pytest.mark.parametrize(
        ("path", "why"),
        [
            ("  ", "expected the path of film.mp4, got none"),
            ("~nobody_of_that_name/a.mp4", "there is no file "),
            ("{folder}", "there is no file {folder}; expected the path of film.mp4"),
            ("{folder}/gone.mp4", "there is no file {folder}/gone.mp4; expected the path of"),
            ("{folder}/notes.txt", "notes.txt"),
            ("{folder}/other.mp4", "other.mp4 is not what this session was made of; expected film"),
        ],
    )
    def test_another_path_changes_nothing(self, video: Path, path: str, why: str) -> None:
        """One line says what came and what was expected; the skeleton goes on."""
        told = {"video": "film.mp4", FINGERPRINT: scan(video).fingerprint}
        (video.parent / "notes.txt").write_text("no video")
        write_moving_clip(video.parent / "other.mp4", count=3)
        with Pictures(recorded([SEEN] * 3, **told), None, no_engine) as made:
            before = made.note
            with pytest.raises(UnknotError) as refused:
                made.give(path.format(folder=video.parent))
            assert why.format(folder=video.parent) in str(refused.value)
            assert "\n" not in str(refused.value)
            assert (made.note, made.wants_video) == (before, True)

    def test_a_session_that_does_not_tell_takes_none(self, video: Path) -> None:
        """Nothing says that its landmarks are of these pictures."""
        with (
            Pictures(recorded([SEEN] * 3, video="film.mp4"), None, no_engine) as made,
            pytest.raises(UnknotError, match="does not tell which video"),
        ):
            made.give(str(video))

    def test_the_annotated_copy_is_said_to_be_one(self, video: Path) -> None:
        """It is shown until the video itself is given."""
        told = {"video": "film.mp4", FINGERPRINT: scan(video).fingerprint}
        copy = write_moving_clip(video.parent / "annotated.mp4", count=50, size_px=(424, 240))
        with Pictures(recorded([SEEN] * 20, **told), copy, no_engine) as made:
            assert made.note.startswith("This is the annotated copy. Give film.mp4 ")
            made.give(str(video))
            assert made.note == ""

    def test_what_is_kept_is_bounded(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only the latest pictures are drawn once."""
        drawn = []
        draw = pictures.tuned_picture
        monkeypatch.setattr(pictures, "tuned_picture", lambda *how: drawn.append(0) or draw(*how))
        monkeypatch.setattr(pictures, "_MOST_KEPT", 2)
        with Pictures(recorded([SEEN] * 20), None, no_engine) as made:
            for t_s in (0.1, 0.2, 0.1, 0.3, 0.1, 0.2):
                made.jpeg(t_s)
        assert len(drawn) == 4
