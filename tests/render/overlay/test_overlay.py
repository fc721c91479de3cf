from __future__ import annotations

import numpy as np
import pytest

from tests.render import builders
from vision.criteria.model import Kind, Status
from vision.measure.catalog import bones_in
from vision.render.layout import Layout, display_size
from vision.render.overlay.overlay import Overlay
from vision.render.overlay.pages import PAGE_S, Turning
from vision.render.overlay.panels import main_line, main_pages, second_line
from vision.render.overlay.screens import SCREENS, advice
from vision.render.theme import BLUISH_GREEN, GREY, GROUND, LOOKS, SHADE, WAITED_FOR, WHITE, YELLOW
from vision.session.breath import BreathPattern
from vision.session.snapshot import MeasuredBreath, Phase

_SIZES = [(64, 64), (640, 480), (1280, 720), (480, 854), (1080, 1920), (3840, 2160), (400, 64)]
_LONG = "Let the shoulders sink and breathe slowly into the lower abdomen, " * 5


def _draw(*, mirror: bool = True, keys: bool = True, body: bool = False, **changes: object):  # noqa: ANN202
    frame = builders.frame()
    landmarks = builders.kneeling() if body else None
    return Overlay(bones_in, mirror=mirror).draw(
        frame, landmarks, builders.snapshot(**changes), keys=keys
    )


def _rows_of(image: np.ndarray, box: tuple[int, int, int, int], colour: object) -> np.ndarray:
    x, y, width, height = box
    part = image[y : y + height, x : x + width]
    return (part == np.array(colour, np.uint8)).all(axis=2).any(axis=1).nonzero()[0]


def _share_of(image: np.ndarray, box: tuple[int, int, int, int], colour: object) -> float:
    x, y, width, height = box
    part = image[y : y + height, x : x + width]
    return float((part == np.array(colour, np.uint8)).all(axis=2).mean())


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("size", _SIZES, ids=str)
def test_any_moment_can_be_drawn_on_any_picture(size: tuple[int, int], phase: Phase) -> None:
    """Every phase fits every size, with a body and with long words, inside the picture's edge."""
    frame = builders.frame(*size)
    snapshot = builders.snapshot(
        phase=phase, title=_LONG, message=_LONG, say=_LONG, note=_LONG, next_title=_LONG, stage=2
    )
    image = Overlay(bones_in).draw(frame, None, snapshot, keys=True)
    assert image.shape[1::-1] == display_size(*size)
    edges = (image[0], image[-1], image[:, 0], image[:, -1])
    assert all(np.ptp(edge.astype(int)) == 0 for edge in edges)
    Overlay(bones_in).draw(frame, builders.kneeling(*size), snapshot, keys=True)


def test_the_picture_given_is_left_as_it_is() -> None:
    """Recordings and measures go on with the camera's own picture, also when nothing is resized."""
    frame = builders.frame(1280, 720)
    Overlay(bones_in, mirror=False).draw(
        frame, builders.kneeling(1280, 720), builders.snapshot(), keys=True
    )
    assert (frame.image_bgr == 128).all()


def test_the_person_is_mirrored() -> None:
    """What is at the camera's left is shown at the right, as in a mirror."""
    frame = builders.frame(1280, 720)
    frame.image_bgr[300:400, 500:540] = 0
    dark = Overlay(bones_in).draw(frame, None, builders.snapshot(), keys=False)[350, :, 0] == 0
    assert 1280 - 540 <= dark.nonzero()[0].mean() <= 1280 - 500


def test_words_are_never_mirrored() -> None:
    """On an even picture a mirrored and a plain overlay are the same."""
    np.testing.assert_array_equal(_draw(mirror=True), _draw(mirror=False))


def test_the_main_line_is_read_at_three_metres() -> None:
    """From the top of its high letters to its tails the line is about 1/11 of the picture."""
    image = _draw(message="Bdfgpq", keys=False, next_title="")
    rows = _rows_of(image, Layout.of(*image.shape[1::-1]).main, WHITE)
    assert image.shape[0] / 11 * 0.8 <= np.ptp(rows) + 1 <= image.shape[0] / 11 * 1.15


def test_the_correction_comes_first_then_what_the_camera_needs_then_praise() -> None:
    """There is one main line, and the order decides which."""
    snapshot = builders.snapshot(
        correction=builders.correction("Back long"),
        guidance="Turn",
        waiting="Kneel",
        praise="Lovely",
        message="Hm",
    )
    said = [main_line(snapshot).text]
    for field, empty in (("correction", None), ("guidance", ""), ("waiting", ""), ("praise", "")):
        snapshot = builders.dataclasses.replace(snapshot, **{field: empty})
        said.append(main_line(snapshot).text)
    assert said == ["Back long", "Turn", "Kneel", "Lovely", "Hm"]


def test_the_ring_of_the_hold_is_green_only_while_it_is_held() -> None:
    """Held and waiting are told apart by colour and by the word under the number."""
    box = Layout.of(1280, 720).hold.box
    held, waiting = _draw(holding=True), _draw(holding=False)
    assert _share_of(held, box, BLUISH_GREEN) > 0.01
    assert _share_of(waiting, box, BLUISH_GREEN) == 0
    assert _share_of(waiting, box, GREY) > 0.01


def test_the_ring_fills_with_the_time_held() -> None:
    """Twice the time is about twice the ring."""
    box = Layout.of(1280, 720).hold.box
    short, long = (_share_of(_draw(held_s=held_s), box, BLUISH_GREEN) for held_s in (15.0, 30.0))
    assert long == pytest.approx(2 * short, rel=0.15)


def test_a_hold_without_a_target_can_be_drawn() -> None:
    """As long as you like counts up and fills no ring."""
    box = Layout.of(1280, 720).hold.box
    for target_s in (0.0, float("inf")):
        assert _share_of(_draw(target_s=target_s), box, BLUISH_GREEN) == 0


def test_the_breathing_bar_grows_with_the_lungs() -> None:
    """Small when they are empty, large when they are full, and still while the breath is held."""
    box = Layout.of(1280, 720).breath
    empty, half, full, held = (
        _draw(breath=BreathPattern().at(t_s))[box.y + box.height // 2, box.x : box.right, 0] > 120
        for t_s in (14.0, 2.0, 5.0, 6.0)
    )
    assert empty.sum() < half.sum() < full.sum()
    assert full.sum() == pytest.approx(held.sum(), rel=0.1)


def test_the_measured_breath_is_a_line_beside_the_led_one() -> None:
    """As wide as the lungs are full; none where that cannot be told."""
    box = Layout.of(1280, 720).breath
    assert _share_of(_draw(measured=None), box, YELLOW) == 0
    widths = []
    for fullness in (0.0, 0.5, 1.0):
        drawn = _draw(measured=MeasuredBreath("in", fullness), breath=BreathPattern().at(2.0))
        part = drawn[box.y : box.bottom, box.x : box.right]
        columns = (part == np.array(YELLOW, np.uint8)).all(axis=2).any(axis=0).nonzero()[0]
        widths.append(columns[-1] - columns[0])
        assert 0.0 < _share_of(drawn, box, YELLOW) < 0.15
    assert widths == sorted(widths)
    assert widths[2] - widths[1] == pytest.approx(widths[1] - widths[0], abs=4)


def test_news_of_the_breath_is_read_before_praise_and_after_a_correction() -> None:
    """What may help the breath is no verdict; what has to change comes first."""
    shown = builders.snapshot(news="I can follow your breath.", praise="Near.", correction=None)
    assert main_line(shown) == ("I can follow your breath.", WAITED_FOR)
    corrected = builders.snapshot(news="A hint.", correction=builders.correction("Grow tall."))
    assert main_line(corrected).text == "Grow tall."
    left = builders.snapshot(news="A hint.", phase=Phase.REST, correction=None)
    assert main_line(left).text != "A hint."


def test_stages_are_shown_when_reached_and_never_before() -> None:
    """Nobody is asked to go deeper: no dot before the first stage."""
    box = Layout.of(1280, 720).title
    assert _share_of(_draw(stage=0), box, BLUISH_GREEN) == 0
    one, two = (_share_of(_draw(stage=stage), box, BLUISH_GREEN) for stage in (1, 2))
    assert two == pytest.approx(2 * one, rel=0.05)


def test_a_correction_shows_its_diamond_beside_the_words_and_on_the_body() -> None:
    """The same sign leads from the words to the place."""
    colour = LOOKS[Status.MISSED].colour
    verdicts = (builders.verdict("back_bow", Status.MISSED),)
    image = _draw(correction=builders.correction(), verdicts=verdicts, body=True)
    layout = Layout.of(*image.shape[1::-1])
    assert _share_of(image, layout.main, colour) > 0
    x, y, width, height = layout.main
    image[y : y + height, x : x + width] = 0
    assert _share_of(image, (0, 0, *image.shape[1::-1]), colour) > 0


def test_what_a_pose_is_waited_for_is_marked_on_the_limb() -> None:
    """In a colour of its own: nothing is amiss with it."""
    blocking = builders.verdict("knee_fold_near_deg", Status.MISSED, Kind.RECOGNISE)
    changes = {"phase": Phase.ENTER, "waiting": "Kneel.", "body": True, "breath": None}
    everywhere = (0, 300, 1280, 300)
    unmarked = _share_of(_draw(**changes), everywhere, WAITED_FOR.colour)
    marked = _draw(**changes, blocking=blocking)
    assert _share_of(marked, everywhere, WAITED_FOR.colour) > unmarked
    assert _share_of(marked, everywhere, LOOKS[Status.MISSED].colour) == 0


def test_the_second_line_is_the_moment_of_the_instruction() -> None:
    """In any phase; a recording that was reviewed has none, and shows the whole instruction."""
    moment = builders.snapshot(phase=Phase.ENTER, moment="Sit tall.", say="Sit tall, and fold.")
    assert second_line(moment) == "Sit tall."
    assert second_line(builders.dataclasses.replace(moment, moment="")) == "Sit tall, and fold."
    assert second_line(builders.dataclasses.replace(moment, phase=Phase.REST)) == "Sit tall."
    assert second_line(builders.dataclasses.replace(moment, waiting="Sit tall.")) == ""


def test_what_is_said_and_stands_nowhere_is_the_second_line() -> None:
    """All that is heard can be read, and nothing is there twice."""
    moment = builders.snapshot(moment="Sit tall.", message="Stay, and breathe")
    for spoken, second in (
        ("Half way.", "Half way."),
        ("Sit tall.", "Sit tall."),
        ("Stay, and breathe", "Sit tall."),
        (f"{moment.title}.", "Sit tall."),
        ("", "Sit tall."),
    ):
        assert second_line(builders.dataclasses.replace(moment, spoken=spoken)) == second


@pytest.mark.parametrize("phase", [Phase.PAUSED, Phase.LOST, Phase.FINISHED])
def test_a_pause_darkens_the_whole_picture(phase: Phase) -> None:
    """It can be told across the room that nothing runs now."""
    assert _draw(phase=phase, keys=False)[5, 5, 0] < 64


@pytest.mark.parametrize("phase", SCREENS)
def test_a_large_word_comes_with_what_to_do(phase: Phase) -> None:
    """What to do is the session's message, unless that only repeats the word."""
    screen = SCREENS[phase]
    assert advice(builders.snapshot(phase=phase, message="Sit down")) == "Sit down"
    for message in ("", f"{screen.word}."):
        assert advice(builders.snapshot(phase=phase, message=message)) == screen.advice


def test_the_keys_are_named_when_asked_for() -> None:
    """Without keys to press nothing tells to press them."""
    box = Layout.of(1280, 720).keys
    assert len(_rows_of(_draw(keys=True), box, WHITE)) > 0
    assert len(_rows_of(_draw(keys=False), box, WHITE)) == 0


def test_the_room_and_the_face_can_be_hidden() -> None:
    """Only the outline and the skeleton are left, on a plain ground, and it is told."""
    frame = builders.frame(1280, 720)
    frame.image_bgr[:] = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)
    body = builders.dataclasses.replace(
        builders.kneeling(1280, 720), silhouette=np.zeros((72, 128), np.uint8)
    )
    body.silhouette[40:60, 30:50] = 255
    overlay = Overlay(bones_in, mirror=False)
    overlay.private = True
    changes = {"phase": Phase.READY, "breath": None, "next_title": "", "message": "", "say": ""}
    image = overlay.draw(frame, body, builders.snapshot(**changes), keys=False)
    floor = image[300:, :]
    shades = {tuple(colour) for colour in floor[::40, ::40].reshape(-1, 3).tolist()}
    assert GROUND in shades
    assert SHADE in shades
    assert len(shades) < 12
    told = overlay.draw(frame, body, builders.snapshot(**changes), keys=False)[:100]
    overlay.private = False
    assert (told != overlay.draw(frame, body, builders.snapshot(**changes), keys=False)[:100]).any()


@pytest.mark.parametrize("size", [(640, 480), (360, 640), (1280, 720)], ids=str)
def test_a_window_of_another_shape_shows_the_picture_whole_and_undistorted(
    size: tuple[int, int],
) -> None:
    """A square stays a square, also when the stream changes its size on the way."""
    overlay = Overlay(bones_in, mirror=False)
    overlay.shape = (1280, 800)
    changes = {"phase": Phase.READY, "breath": None, "next_title": "", "message": "", "say": ""}
    overlay.draw(builders.frame(1280, 720), None, builders.snapshot(**changes), keys=False)
    frame = builders.frame(*size)
    x, y = size[0] // 2, size[1] // 2
    frame.image_bgr[y - 50 : y + 50, x - 50 : x + 50] = (0, 0, 255)
    image = overlay.draw(frame, None, builders.snapshot(**changes), keys=False)
    assert image.shape[1::-1] == (1280, 800)
    red = (image[:, :, 2] > 200) & (image[:, :, 0] < 50)
    width, height = red.any(axis=0).sum(), red.any(axis=1).sum()
    assert width == pytest.approx(height, rel=0.03)
    scale = min(1280 / size[0], 800 / size[1])
    assert width == pytest.approx(100 * scale, rel=0.03)


def test_too_many_words_for_one_look_are_shown_in_turn() -> None:
    """Page after page, at the size that is read at three metres, and nothing is left out."""
    layout = Layout.of(640, 480)
    snapshot = builders.snapshot(phase=Phase.ENTER, message="", waiting=_LONG, moment="Sit tall.")
    shown = main_pages(layout, snapshot)
    words = " ".join(" ".join((*page.main.lines, *page.second.lines)) for page in shown)
    assert words.split() == [*_LONG.split(), "Sit", "tall."]
    for page in shown:
        assert page.height_px <= layout.main.height
        assert not page.main.lines or page.main.size_px == layout.sizes.main
        assert page.second.size_px == layout.sizes.detail


def test_pages_are_turned_and_begin_anew_with_other_words() -> None:
    """Nobody comes into the middle of a text."""
    turning = Turning()
    one, other = (
        main_pages(Layout.of(640, 480), builders.snapshot(correction=None, message=text))
        for text in (_LONG, f"Now. {_LONG}")
    )
    assert turning.page(100.0, one) is one[0]
    assert turning.page(100.0 + PAGE_S, one) is one[1]
    assert turning.page(101.0 + PAGE_S, other) is other[0]
