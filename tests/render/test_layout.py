from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vision.render.layout import LONG_SIDE_PX, Box, Layout, display_size

_SIDES = st.integers(64, 4000)


def _overlap(one: Box, other: Box) -> bool:
    across = one.x < other.right and other.x < one.right
    return across and one.y < other.bottom and other.y < one.bottom


@given(width=_SIDES, height=_SIDES)
def test_a_picture_is_shown_at_a_size_for_type_and_for_speed(width: int, height: int) -> None:
    """The long side is within the limits, the shape is kept, and encoders get even numbers."""
    shown = display_size(width, height)
    assert LONG_SIDE_PX[0] <= max(shown) <= LONG_SIDE_PX[1]
    assert all(side % 2 == 0 for side in shown)
    scale = max(shown) / max(width, height)
    assert abs(shown[0] - scale * width) <= 2
    assert abs(shown[1] - scale * height) <= 2


@given(width=_SIDES, height=_SIDES)
def test_everything_stands_inside_the_picture(width: int, height: int) -> None:
    """No box hangs over the edge, whatever the shape."""
    shown = display_size(width, height)
    layout = Layout.of(*shown)
    for box in (
        layout.title,
        layout.gesture,
        layout.main,
        layout.keys,
        layout.following,
        layout.breath,
    ):
        assert min(box.x, box.y) >= 0
        assert box.right <= shown[0]
        assert box.bottom <= shown[1]


@given(share=st.floats(0.4, 2.4))
def test_nothing_covers_anything_else(share: float) -> None:
    """From tall telephones to wide screens the boxes keep apart."""
    layout = Layout.of(*display_size(round(1000 * share), 1000))
    boxes = [
        layout.title,
        layout.hold.box,
        layout.breath,
        layout.gesture,
        layout.main,
        layout.keys,
        layout.following,
    ]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            assert not _overlap(one, other), (one, other)
