"""Recognition is counted as it is meant: neutral answers nowhere, the rest once."""

from benchmarks.accuracy import recognition
from benchmarks.accuracy.outcome import Outcome
from benchmarks.accuracy.tables import Table
from tests.benchmarks.accuracy.records import photo, seen


def counts(table: Table, row: str, column: str) -> tuple[int, int]:
    """Give hits and trials of one share in a table."""
    (found,) = [cell for name, heading, cell in table.cells() if (name, heading) == (row, column)]
    return found.hits, found.of


HEADLINE = "headline: good photos, side and oblique"


def test_neutral_answers_are_in_no_share() -> None:
    """Of three bends one is accepted wrongly, one not, and one is neutral."""
    outcomes = [
        seen(photo("janu"), "head_to_knee"),
        seen(photo("janu"), "reclining_hero"),
        seen(photo("seated_forward_bend"), None),
    ]
    table = recognition.recognition(outcomes)
    assert counts(table, HEADLINE, "others accepted") == (1, 2)
    assert (HEADLINE, "neutral", 1) in list(table.cells())
    assert counts(recognition.by_label(outcomes), "janu", "side") == (0, 1)


def test_the_stricter_headline_leaves_out_kneeling_in_prayer() -> None:
    """The wider one counts it with either kind of foot."""
    outcomes = [
        seen(photo("diamond"), "diamond"),
        seen(photo("hero"), "diamond"),
        seen(photo("diamond_salah"), "diamond"),
        seen(photo("diamond_salah"), "diamond_toes"),
        seen(photo("diamond_salah"), None),
    ]
    table = recognition.recognition(outcomes)
    assert counts(table, HEADLINE, "(a) right pose") == (1, 2)
    assert counts(table, HEADLINE, "(b) with diamond_salah") == (3, 5)


def test_drawings_and_poor_photographs_count_in_their_own_rows_only() -> None:
    """The headline stays empty, and so does every row of good photographs."""
    outcomes = [
        seen(photo("hero", kind="drawing"), "hero"),
        seen(photo("hero", kind="render"), None),
        seen(photo("hero", quality="small"), "hero"),
        seen(photo("hero", quality="blurred"), None),
    ]
    table = recognition.recognition(outcomes)
    column = "(a) right pose"
    assert counts(table, HEADLINE, column) == (0, 0)
    assert counts(table, "good photos, all views", column) == (0, 0)
    assert counts(table, "drawings", column) == (1, 1)
    assert counts(table, "renders", column) == (0, 1)
    assert counts(table, "small photos", column) == (1, 1)
    assert counts(table, "blurred photos", column) == (0, 1)


def test_a_body_not_found_is_a_miss_of_our_pose_and_no_acceptance_of_another() -> None:
    """It has a column of its own in the confusion table."""
    outcomes = [
        seen(photo("diamond"), None, found=False),
        seen(photo("camel"), None, found=False),
        seen(photo("camel"), "hero"),
    ]
    assert recognition.right(recognition.strict(outcomes)).hits == 0
    accepted = recognition.accepted(outcomes)
    assert (accepted.hits, accepted.of) == (1, 2)
    table = recognition.confusion("Taken for", outcomes)
    assert table.headings == ("label", "hero", "not found")
    assert table.rows == (("diamond", 0, 1), ("camel", 1, 1))


def test_confusions_of_photographs_and_of_the_rest_are_apart() -> None:
    """Every picture is in the second or the third table, headline pictures also in the first."""
    outcomes = [
        seen(photo("diamond"), "diamond"),
        seen(photo("diamond", view="front"), None),
        seen(photo("diamond", kind="drawing"), "relax_v1"),
    ]
    headline, photos, drawn = recognition.confusions(outcomes)
    assert headline.rows == (("diamond", 1),)
    assert photos.rows == (("diamond", 1, 1),)
    assert drawn.headings == ("label", "relax_v1")


def test_bodies_are_found_in_photographs_only() -> None:
    """A drawing in which nobody is found lowers no rate."""
    outcomes = [
        seen(photo("diamond"), "diamond"),
        seen(photo("camel", view="top", quality="small"), None, found=False),
        seen(photo("diamond", kind="drawing"), None, found=False),
    ]
    table = recognition.detection(outcomes)
    assert counts(table, "all / all", "found") == (1, 2)
    assert counts(table, "quality / small", "found") == (0, 1)
    assert counts(table, "view / side", "found") == (1, 1)
    assert counts(table, "pose / camel", "found") == (0, 1)


def test_wrong_answers_are_listed_where_they_count() -> None:
    """Our poses in the headline, others in any good photograph."""

    def wrongs(outcome: Outcome) -> int:
        return len(recognition.wrong([outcome]).rows)

    assert wrongs(seen(photo("hero"), "diamond")) == 1
    assert wrongs(seen(photo("hero", view="front"), "diamond")) == 0
    assert wrongs(seen(photo("easy", view="front"), "diamond")) == 1
    assert wrongs(seen(photo("easy", quality="small"), "diamond")) == 0
    assert wrongs(seen(photo("janu"), "head_to_knee")) == 0
