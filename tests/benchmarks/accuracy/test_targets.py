"""Each figure is held against its bound, and nothing is reached without a figure."""

import pytest

from benchmarks.accuracy.intervals import share
from benchmarks.accuracy.targets import Target, table, targets
from tests.benchmarks.accuracy.records import photo, seen


@pytest.mark.parametrize(
    ("hits", "of", "sign", "bound", "reached"),
    [
        (49, 50, ">=", 0.98, "yes"),
        (48, 50, ">=", 0.98, "no"),
        (1, 50, "<=", 0.02, "yes"),
        (2, 50, "<=", 0.02, "no"),
        (0, 0, "<=", 0.02, "-"),
    ],
)
def test_a_target_is_reached_at_its_bound(
    hits: int, of: int, sign: str, bound: float, reached: str
) -> None:
    """The bound itself is good enough; no data is no success."""
    figure = share((i < hits, i) for i in range(of))
    assert Target("figure", figure, sign, bound).reached == reached


def test_every_promise_is_printed_with_its_figure() -> None:
    """Recognition from the run as recognised, form from both runs."""
    recognised = [
        seen(photo("diamond"), "diamond", "met"),
        seen(photo("diamond_salah"), None),
        seen(photo("easy", view="front"), "hero", "missed"),
        seen(photo("hero", quality="blurred"), None, found=False),
    ]
    named = [
        seen(photo("diamond"), "diamond", "missed"),
        seen(photo("diamond_salah"), "diamond", "unseen"),
    ]
    rows = {name: (f"{s.hits}/{s.of}", bound, reached) for name, s, bound, reached in table(
        targets(recognised, named)
    ).rows}  # fmt: skip
    assert rows == {
        "bodies found, good photos": ("3/3", ">= 98 %", "yes"),
        "right pose (a)": ("1/1", ">= 95 %", "yes"),
        "right pose (b), diamond_salah too": ("1/2", ">= 95 %", "no"),
        "other poses accepted, good photos": ("1/1", "<= 2 %", "no"),
        "false corrections, photos, as recognised": ("0/1", "<= 3 %", "yes"),
        "false corrections, verdicts, as recognised": ("0/1", "<= 3 %", "yes"),
        "unseen on side views, as recognised": ("0/1", "<= 20 %", "yes"),
        "false corrections, photos, by name": ("1/1", "<= 3 %", "no"),
        "false corrections, verdicts, by name": ("1/1", "<= 3 %", "no"),
        "unseen on side views, by name": ("1/2", "<= 20 %", "no"),
    }
