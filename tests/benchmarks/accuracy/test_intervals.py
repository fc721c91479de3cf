"""A share is counted by picture and bounded by source."""

import numpy as np
import pytest

from benchmarks.accuracy.intervals import (
    BOOTSTRAP,
    FEWEST_CLUSTERS,
    METHODS,
    NOTHING,
    WILSON,
    Share,
    share,
)


def mixture(rng: np.random.Generator, clusters: int, each: int) -> list[tuple[bool, int]]:
    """Give clusters whose own shares are spread around 0.7, as those of people are."""
    own = rng.beta(7.0, 3.0, clusters)
    return [(bool(hit), c) for c, p in enumerate(own) for hit in rng.random(each) < p]


def test_nothing_to_count_has_no_share_and_no_interval() -> None:
    """NaN, never a zero that looks like a measurement."""
    empty = share([])
    assert (empty.hits, empty.of, empty.clusters, empty.method) == (0, 0, 0, NOTHING)
    assert np.isnan([empty.value, empty.low, empty.high]).all()
    assert str(empty) == "- (0 of 0)"


def test_one_source_is_one_witness() -> None:
    """However many pictures it has: a hundred right ones of one person say little of others."""
    one = share([(True, "only")] * 100)
    assert one.method == WILSON
    assert (one.value, one.high) == (1.0, 1.0)
    assert one.low == pytest.approx(1 / (1 + 1.959964**2))  # Wilson's bound for 1 of 1
    assert one.low == share([(True, "only")]).low


@pytest.mark.parametrize("hit", [False, True])
def test_where_all_is_the_same_the_interval_still_has_width(hit: bool) -> None:  # noqa: FBT001 - a parameter
    """A bootstrap would say that nothing else can happen; Wilson, like the rule of three, not."""
    same = share([(hit, source) for source in range(20) for _ in range(3)])
    beyond = same.high if not hit else 1 - same.low
    assert same.method == WILSON
    assert same.clusters == 20
    assert beyond == pytest.approx(1.959964**2 / (20 + 1.959964**2))
    assert 3 / 20 < beyond < 3.9 / 20


def test_the_same_share_in_every_source_is_no_certainty_either() -> None:
    """Half of two pictures in each of six sources: the draws cannot differ."""
    halves = share([(bool(i), source) for source in range(6) for i in range(2)])
    assert halves.method == WILSON
    assert halves.low < 0.2
    assert halves.high > 0.8


def test_few_sources_are_not_drawn_from() -> None:
    """Below the least number the draws are too much alike."""
    trials = [(bool(i), source) for source in range(3) for i in range(2)]
    trials += [(True, source) for source in range(3, FEWEST_CLUSTERS)]
    assert share(trials).method == BOOTSTRAP
    assert share(trials[:-1]).method == WILSON


@pytest.mark.parametrize("hit", [False, True])
def test_what_only_two_sources_show_is_not_drawn_from_either(hit: bool) -> None:  # noqa: FBT001 - a parameter
    """One false correction in the largest source: draws would call twice as many impossible."""
    trials = [(hit, "large"), *[(not hit, "large")] * 14, (hit, "small")]
    trials += [(not hit, source) for source in range(10)]
    rare = share(trials)
    assert rare.method == WILSON
    assert (rare.high if hit else 1 - rare.low) > 0.3
    assert share([*trials, (hit, 0)]).method == BOOTSTRAP


def test_the_same_trials_give_the_same_interval() -> None:
    """The draws are seeded; another seed gives nearly the same."""
    trials = mixture(np.random.default_rng(3), clusters=30, each=6)
    assert share(trials) == share(trials)
    other = share(trials, seed=1)
    assert other != share(trials)
    assert other.low == pytest.approx(share(trials).low, abs=0.01)


def test_sources_are_drawn_not_pictures() -> None:
    """Copies of the same pictures change nothing; taking them for new sources narrows."""
    trials = mixture(np.random.default_rng(5), clusters=25, each=4)
    once, tenfold = share(trials), share(trials * 10)
    assert (once.low, once.high) == (tenfold.low, tenfold.high)
    alone = share((hit, i) for i, (hit, _) in enumerate(trials * 10))
    assert alone.high - alone.low < 0.5 * (once.high - once.low)


def test_the_interval_holds_the_known_share_of_a_mixture_as_often_as_it_says() -> None:
    """Over 200 samples of 40 sources whose mean share is 0.7, about 95 in 100 hold it."""
    rng = np.random.default_rng(11)
    samples = [share(mixture(rng, clusters=40, each=5)) for _ in range(200)]
    held = np.mean([one.low <= 0.7 <= one.high for one in samples])
    assert 0.90 <= held <= 0.99


def test_a_share_is_written_with_what_it_counts() -> None:
    """Percent, counts, interval, and a star that the methods explain."""
    assert str(Share(16, 17, 0.714, 0.992, 9, BOOTSTRAP)) == "94.1 % (16 of 17; 71-99 %)"
    assert str(Share(1, 2, 0.1, 0.9, 2, WILSON)).endswith("10-90 %*)")
    assert "Marked with *" in METHODS
