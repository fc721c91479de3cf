"""People of many kinds: what is true of them, how they look, and how what is said is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from benchmarks import accuracy_people
from benchmarks.people.kinds import KINDS
from benchmarks.people.looking import Seen, keep, kept, seen
from benchmarks.people.pictures import EXTRA, WEARS, Person, everybody, picture
from benchmarks.practitioner.body import Proportions, pose
from benchmarks.practitioner.figure import Looks, sculpt
from benchmarks.synthetic.picture import SIZE_PX
from tests.builders import practitioner
from vision.app.settings import load_library
from vision.errors import UsageError
from vision.landmarks.types import Recording
from vision.measure.body import body_from_landmarks, outline_of

if TYPE_CHECKING:
    from pathlib import Path

LIBRARY = load_library(None)


def built(kind: str, count: int = 12) -> list[dict[str, float]]:
    """Return numbers of some people of a kind, by their joints."""
    numbers = []
    for seed in range(count):
        joints = pose(KINDS[kind].draw(np.random.default_rng(seed)), Proportions())
        limbs = (joints.left, joints.right)
        numbers.append(
            {
                "ankle ahead": min(float(each.ankle[0] - each.hip[0]) for each in limbs),
                "other ankle ahead": max(float(each.ankle[0] - each.hip[0]) for each in limbs),
                "ankle across": min(
                    float(sign * each.ankle[2]) for sign, each in zip((-1, 1), limbs, strict=True)
                ),
                "seat": float(limbs[0].hip[1] - limbs[0].ankle[1]),
            }
        )
    return numbers


def test_people_of_a_kind_differ_and_keep_to_it() -> None:
    """Kneeling, both ankles are by the hips; crossed, ahead; with one leg in front, one is far."""
    for kind in ("diamond", "hero", "diamond_toes", "lion", "diamond on a cushion"):
        assert all(n["other ankle ahead"] < 0.12 for n in built(kind)), kind
    for kind in ("easy", "lotus"):
        assert all(n["ankle ahead"] > 0.05 for n in built(kind)), kind
    assert all(n["ankle across"] < 0.1 for n in built("easy"))
    for kind in ("head_to_knee", "janu"):
        assert all(n["ankle ahead"] < 0.4 for n in built(kind)), kind
        assert all(n["other ankle ahead"] > 0.7 for n in built(kind)), kind
    for kind in ("staff", "seated forward bend"):
        assert all(n["ankle ahead"] > 0.7 for n in built(kind)), kind
    heights = [{n["seat"] for n in built(kind)} for kind in ("diamond", "diamond on a cushion")]
    assert max(heights[0]) < min(heights[1])
    assert all(len({n["seat"] for n in built(kind)}) > 1 for kind in ("diamond", "hero", "easy"))


def test_everybody_is_there_once() -> None:
    """Every kind and every wear; a share of them has at least one of each."""
    people = everybody()
    assert len(set(people)) == len(people) > 900
    few = everybody(0.001)
    assert {p.kind for p in few} == set(KINDS)
    assert {p.wear for p in few} == set(WEARS)
    assert len(few) < len(people) / 5
    assert {kind for of in EXTRA.values() for kind in of} <= set(KINDS)


def test_a_person_always_looks_the_same_and_no_other_does() -> None:
    """By kind, wear and number."""
    one, again = picture(Person("diamond", "robe", 3)), picture(Person("diamond", "robe", 3))
    assert np.array_equal(one.image, again.image)
    assert one.posture == again.posture
    assert one.conditions != picture(Person("diamond", "robe", 4)).conditions
    assert one.image.shape == (SIZE_PX[1], SIZE_PX[0], 3)


def test_a_robe_hides_the_shins() -> None:
    """The middle of the shin lies inside the cloth, as it does not in trousers."""
    joints = pose(KINDS["easy"].draw(np.random.default_rng(1)), Proportions())
    shin = 0.5 * (joints.left.knee + joints.left.ankle)

    def around(looks: Looks) -> int:
        """Return how many capsules hold a place two hands' breadths off the shin."""
        table = sculpt(joints, looks).table
        start, along = table[:, 0:3], table[:, 3:6] - table[:, 0:3]
        share = np.clip(((shin - start) * along).sum(1) / ((along**2).sum(1) + 1e-9), 0, 1)
        off = np.linalg.norm(shin - start - share[:, None] * along, axis=1)
        return int((off < table[:, 6:8].min(axis=1) - 0.02).sum())

    assert around(Looks(robe_m=0.05)) > around(Looks())


@pytest.mark.parametrize(
    ("kind", "called", "right"),
    [
        ("diamond", {"hero"}, True),
        ("diamond", {"diamond_toes"}, False),
        ("diamond_toes", {"diamond", "diamond_toes"}, True),
        ("hero", set(), False),
        ("easy", set(), True),
        ("easy", {"diamond"}, False),
        ("janu", {"head_to_knee"}, None),
        ("janu", {"hero"}, False),
        ("janu", set(), True),
    ],
)
def test_what_is_right_of_a_kind(kind: str, called: set[str], right: bool | None) -> None:  # noqa: FBT001
    """A pose of ours by its name, another by none; some names count neither way."""
    of = Seen(Person(kind), 0.0, None, None)
    assert accuracy_people.is_right((of, frozenset(called))) is right


def test_what_was_seen_is_kept_and_judged_as_before(tmp_path: Path) -> None:
    """People without anybody found among them; the tables count each where it belongs."""
    shown = {"diamond": "diamond", "easy": "seated", "kneeling up": "kneeling_up"}
    bodies = [*(practitioner(named) for named in shown.values()), None]
    bodies = [b and replace(b, t_s=float(row)) for row, b in enumerate(bodies)]
    people = [*(Person(kind) for kind in shown), Person("hero", "robe")]
    off_side_deg = [0.0, 10.0, 45.0, -70.0]
    nothing = np.full(outline_of(body_from_landmarks(bodies[0])).shape, np.nan)
    outlines = [nothing if b is None else outline_of(body_from_landmarks(b)) for b in bodies]
    recording = Recording.stack(range(4), bodies, np.array(outlines), SIZE_PX)
    keep(tmp_path / "seen.npz", people, recording, off_side_deg)

    read_people, read, read_off = kept(tmp_path / "seen.npz")
    assert (read_people, read_off) == (people, off_side_deg)
    judged = [(s, accuracy_people.names(s, LIBRARY)) for s in seen(read_people, read, read_off)]
    assert [called & {"diamond"} for _, called in judged] == [{"diamond"}, set(), set(), set()]
    by_kind, by_wear, _ = accuracy_people.tables(judged)
    rows = {row[0]: row for row in by_wear.rows}
    assert (rows["robe"][1].hits, rows["robe"][2].hits, rows["robe"][2].of) == (0, 0, 1)
    assert (rows["all"][1].hits, rows["all"][1].of) == (3, 4)
    assert (rows["all"][4].hits, rows["all"][4].of) == (2, 2)
    assert len(by_kind.rows) == 4


def test_a_file_without_people_is_told(tmp_path: Path) -> None:
    """Any recording can be read, but says nothing of who is in it."""
    body = practitioner("diamond")
    outline = outline_of(body_from_landmarks(body))[np.newaxis]
    Recording.stack([0.0], [body], outline, SIZE_PX).save(tmp_path / "other.npz")
    with pytest.raises(UsageError, match="no rendered people"):
        kept(tmp_path / "other.npz")
    with pytest.raises(SystemExit) as ended:
        accuracy_people.main(["--load", str(tmp_path / "other.npz")])
    assert ended.value.code == 2
