"""Form is counted on people who do it well, so that every miss is a false correction."""

import pytest

from benchmarks.accuracy import forms
from benchmarks.accuracy.labels import Photo
from benchmarks.accuracy.outcome import Outcome, outcome
from tests.benchmarks.accuracy.records import photo, record, seen, verdict


def counts(outcomes: list[Outcome]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give what is corrected of how many photographs, and of how many verdicts."""
    photos, verdicts = forms.corrected_photos(outcomes), forms.corrected_verdicts(outcomes)
    return (photos.hits, photos.of), (verdicts.hits, verdicts.of)


def test_a_photograph_with_two_misses_is_corrected_once() -> None:
    """And each of its verdicts counts for itself."""
    outcomes = [
        seen(photo("diamond"), "diamond", "missed", "missed", "met", "unseen"),
        seen(photo("hero"), "hero", "met", "met"),
    ]
    assert counts(outcomes) == ((1, 2), (2, 5))


def test_a_photograph_of_which_nothing_could_be_told_dilutes_no_share() -> None:
    """Silence is counted as unseen, and not as a correction avoided."""
    silent = [seen(photo("diamond"), "diamond", "unseen", "unseen"), seen(photo("hero"), None)]
    assert counts(silent) == ((0, 0), (0, 0))
    unseen = forms.unseen_verdicts(silent)
    assert (unseen.hits, unseen.of) == (2, 2)


def test_aims_are_no_form() -> None:
    """How deep somebody folds is never corrected."""
    shown = photo("head_to_knee")
    deep = outcome(shown, record(shown.file, "head_to_knee", verdict("missed", kind="aim")))
    assert counts([deep]) == ((0, 0), (0, 0))
    assert forms.misses({"by name": [deep]}).rows == ()


@pytest.mark.parametrize("other", [photo("camel"), photo("diamond", kind="drawing")])
def test_only_photographs_of_our_poses_count(other: Photo) -> None:
    """Whether a camel's back is straight, nobody labelled."""
    runs = {"as recognised": [seen(other, "diamond", "missed")]}
    assert forms.misses(runs).rows == ()
    assert forms.verdicts("as recognised", runs["as recognised"]).rows == ()
    assert all(cell.of == 0 for *_, cell in forms.false_corrections(runs).cells())


def test_verdicts_are_tabled_by_label_criterion_and_view() -> None:
    """In the order of the routine, not of the alphabet."""
    outcomes = [
        seen(photo("reclining_hero"), "reclining_hero", "unseen"),
        seen(photo("diamond", view="oblique"), "diamond", "met"),
        seen(photo("diamond"), "diamond", "met", "missed"),
    ]
    assert forms.verdicts("by name", outcomes).rows == (
        ("diamond", "back_straight", "side", 1, 1, 0),
        ("diamond", "back_straight", "oblique", 1, 0, 0),
        ("reclining_hero", "back_straight", "side", 0, 0, 1),
    )


def test_each_false_correction_is_listed_with_its_value() -> None:
    """By how the pose was chosen, and as what it was judged."""
    wrong = seen(photo("hero"), "diamond", "met", "missed")
    assert forms.misses({"as recognised": [wrong], "by name": []}).rows == (
        ("as recognised", "hero.jpg", "back_straight", "diamond", "side", 0.1, "chord"),
    )


def test_unseen_is_asked_of_side_views() -> None:
    """An oblique view may well be unseen."""
    runs = {
        "by name": [
            seen(photo("hero"), "hero", "met", "unseen"),
            seen(photo("hero", view="oblique"), "hero", "unseen"),
        ]
    }
    shares = {row: cell for row, _, cell in forms.unseen_from_the_side(runs).cells()}
    whole = shares["by name / all photographs"]
    assert (whole.hits, whole.of) == (1, 2)
    assert shares["by name / hero"] == whole
    assert shares["by name / diamond"].of == 0
