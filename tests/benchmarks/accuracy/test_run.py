"""Every picture is checked as it is recognised, and those of our poses by their names, too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.accuracy.run import check_all
from benchmarks.accuracy.sheet import sheet
from tests.benchmarks.accuracy.records import photo, record, verdict
from vision.errors import UnknotError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PHOTOS = (
    photo("diamond", note="hands at chest"),
    photo("camel"),
    photo("hero", repo="b"),
    photo("diamond_salah"),
)


class Checker:
    """Says "diamond" of everything that is not named, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[list[str], str | None]] = []

    def __call__(self, photos: Sequence[Path], pose: str | None) -> Iterator[dict[str, Any]]:
        """Give a record for each picture."""
        self.asked.append(([path.name for path in photos], pose))
        for path in photos:
            status = "missed" if pose == "hero" else "met"
            yield record(str(path), pose or "diamond", verdict(status), verdict("unseen", "tall"))


def test_pictures_of_our_poses_are_also_judged_by_name() -> None:
    """Kneeling in prayer as diamond; other poses have no name to be judged by."""
    check = Checker()
    checked = check_all(Path("folder"), PHOTOS, check)
    assert check.asked == [
        (["diamond.jpg", "camel.jpg", "hero.jpg", "diamond_salah.jpg"], None),
        (["diamond.jpg", "diamond_salah.jpg"], "diamond"),
        (["hero.jpg"], "hero"),
    ]
    assert [o.photo for o in checked.recognised] == list(PHOTOS)
    assert [o.recognised for o in checked.named] == ["diamond", "diamond", "hero"]
    assert all(o.took_s >= 0 for o in checked.recognised)


@pytest.mark.parametrize("records", [[], [record("folder/camel.jpg", None)]])
def test_a_record_that_is_missing_or_of_another_picture_is_no_result(
    records: list[dict[str, Any]],
) -> None:
    """Better no table than one with answers in the wrong rows."""
    with pytest.raises(UnknotError, match=r"expected what was found in diamond\.jpg"):
        check_all(Path("folder"), PHOTOS, lambda *_: records)


def test_the_sheet_has_one_row_a_picture_with_everything() -> None:
    """The index first, then the answer, then the verdicts of both runs by name."""
    checked = check_all(Path("folder"), PHOTOS, Checker())
    columns, rows = sheet(checked.recognised, checked.named)
    assert columns[:14] == [
        "file", "label", "view", "kind", "quality", "repo", "note", "found", "recognised",
        "answer", "side", "seen_view", "error", "took_s",
    ]  # fmt: skip
    assert columns[14:] == [
        f"{run}.form.{criterion}.{key}"
        for run in ("named", "recognised")
        for criterion in ("back_straight", "tall")
        for key in ("reason", "status", "unit", "value")
    ]
    by_file = {row["file"]: row for row in rows}
    assert len(rows) == len(PHOTOS)
    assert by_file["diamond.jpg"]["note"] == "hands at chest"
    assert [row["answer"] for row in rows] == ["right", "wrong", "wrong", "right"]
    hero, camel = by_file["hero.jpg"], by_file["camel.jpg"]
    assert hero["recognised.form.back_straight.status"] == "met"
    assert hero["named.form.back_straight.status"] == "missed"
    assert hero["named.form.back_straight.value"] == 0.1
    assert hero["named.form.tall.value"] is None
    assert hero["named.form.tall.reason"] == "Please turn side-on to the camera"
    assert "named.form.back_straight.status" not in camel
