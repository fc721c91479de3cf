"""What all tabs share: labels are kept, changes are saved and taken back, and everybody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from vision.app.preferences import CONFIG_FOLDER_VARIABLE
from vision.app.settings import (
    DEFAULT_FLOW,
    load_changed_by,
    load_flow,
    load_library,
)
from vision.app.tune.desk import Choice, Desk, Storage
from vision.app.tune.loading import Source, open_sessions, searched
from vision.app.tune.own import NewPose
from vision.criteria.model import Kind, Status
from vision.errors import ConfigError, OutputError, UsageError
from vision.tune.bounds import Bounds
from vision.tune.label_files import labels_path, load_labels, write_labels
from vision.tune.labels import Label
from vision.tune.saving.thresholds import ThresholdsFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from vision.criteria.library import PoseLibrary

BACK = Choice("diamond", "back_straight")
KNEES = Choice("diamond", "knees_folded")
STRAIGHT = Label(2.0, 18.0, "diamond", None, "")
ROUND = Label(51.0, 61.0, "diamond", None, "back_straight")
WHY = "Seen in two sessions."


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> PoseLibrary:
    """Give the poses as they come with the program."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CONFIG_FOLDER_VARIABLE, str(tmp_path_factory.mktemp("empty")))
        return load_changed_by([])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a configuration folder that is not there yet."""
    path = tmp_path / "settings"
    monkeypatch.setenv(CONFIG_FOLDER_VARIABLE, str(path))
    return path


@pytest.fixture
def opened(
    recorded: bytes, shipped: PoseLibrary, folder: Path, tmp_path: Path
) -> Callable[..., Desk]:
    """Give a way to open a desk over sessions of these names, before anything was saved."""
    path = folder / "thresholds.toml"

    def judged_by(library: PoseLibrary) -> Source:
        return Source(library, load_flow(DEFAULT_FLOW, library), tmp_path / "reviews", None)

    def open_desk(*names: str) -> Desk:
        files = [tmp_path / name / "landmarks.npz" for name in names or ("ann",)]
        for file in files:
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(recorded)
        thresholds = ThresholdsFile(path, lambda file: load_changed_by([file]))
        storage = Storage(
            thresholds, folder, lambda: judged_by(load_library(None)), lambda: shipped
        )
        source = judged_by(shipped)
        return Desk(open_sessions(files, source, Console(quiet=True)), source, storage)

    return open_desk


def saved(desk: Desk, choice: Choice = BACK, **numbers: float) -> str:
    """Save other numbers of a criterion, and return the difference that was shown."""
    bounds = Bounds.of(desk.criterion(choice)).changed(**numbers)
    proposal = desk.proposal(desk.change(choice, bounds, WHY))
    desk.save(proposal)
    return proposal.diff


def missed_s(desk: Desk) -> float:
    """Return how long a back is round by what is saved."""
    (tracks,) = desk.sweep(BACK).judged(Bounds.of(desk.criterion(BACK)))
    return sum(track.seconds(Status.MISSED) for track in tracks)


# --- names ---------------------------------------------------------------------------------------


def test_a_criterion_is_that_of_the_first_side(shipped: PoseLibrary) -> None:
    """By its name alone, of whatever kind it is; the pose is found with all its sides."""
    first, second = shipped.require("head_to_knee")
    assert {first.side, second.side} == {"left", "right"}
    for wanted in first.criteria:
        assert shipped.criterion("head_to_knee", wanted.name) is wanted


@pytest.mark.parametrize(
    ("pose", "criterion", "words"),
    [
        ("diamont", "back_straight", "there is no pose 'diamont'; did you mean 'diamond'? Known:"),
        ("", "back_straight", "there is no pose ''; Known: "),
        ("diamond", "back_strait", "diamond has no criterion 'back_strait'; did you mean"),
        ("diamond", "knee_straight", "diamond has no criterion 'knee_straight'; "),
    ],
)
def test_names_that_are_not_there_are_told(
    opened: Callable[..., Desk], pose: str, criterion: str, words: str
) -> None:
    """In one line, with those that are; by whatever asks for them."""
    desk, choice = opened(), Choice(pose, criterion)
    for ask in (lambda: desk.criterion(choice), lambda: desk.sweep(choice)):
        with pytest.raises(UsageError, match=re.escape(words)) as told:
            ask()
        assert "\n" not in str(told.value)


# --- labels --------------------------------------------------------------------------------------


def test_a_label_is_kept_beside_its_session_and_known_to_all(opened: Callable[..., Desk]) -> None:
    """To other tabs, and to the next time the session is opened."""
    desk = opened("ann", "ben")
    desk.label(1, ROUND)
    assert desk.labels_version == 1
    desk.label(1, STRAIGHT)
    assert (desk.labels_version, desk.version) == (2, 0)
    assert [tuple(each) for each in desk.labels] == [(), (STRAIGHT, ROUND)]
    assert load_labels(desk.sessions[1].landmarks) == (STRAIGHT, ROUND)
    assert not labels_path(desk.sessions[0].landmarks).exists()
    assert opened("ann", "ben").labels == desk.labels


def test_a_label_can_be_let_go(opened: Callable[..., Desk]) -> None:
    """One that is gone already is no trouble: another tab may have been faster."""
    desk = opened()
    desk.label(0, ROUND)
    desk.label(0, STRAIGHT)
    desk.unlabel(0, ROUND)
    desk.unlabel(0, ROUND)
    assert desk.labels == [(STRAIGHT,)]
    assert desk.labels_version == 4
    assert load_labels(desk.sessions[0].landmarks) == (STRAIGHT,)


def test_two_programs_lose_nothing_of_each_others_labels(opened: Callable[..., Desk]) -> None:
    """Each adds to what is in the file by now."""
    one, other = opened(), opened()
    one.label(0, ROUND)
    other.label(0, STRAIGHT)
    assert other.labels == [(STRAIGHT, ROUND)]


def test_a_label_that_cannot_be_kept_is_told_and_is_none(opened: Callable[..., Desk]) -> None:
    """A damaged file is left as it is."""
    desk = opened()
    path = labels_path(desk.sessions[0].landmarks)
    path.write_text("when;who\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"labels\.csv"):
        desk.label(0, ROUND)
    assert (desk.labels, desk.version) == ([()], 0)
    assert path.read_text(encoding="utf-8") == "when;who\n"
    with pytest.raises(ConfigError, match=r"labels\.csv"):
        opened()


def test_labels_of_all_sessions_propose_a_band(opened: Callable[..., Desk]) -> None:
    """Each session is one witness, however many labels it has."""
    names = ("ann", "ben", "cid", "dot", "eva", "fin")
    desk = opened(*names)
    for session in range(len(names)):
        for label in (STRAIGHT, Label(37.0, 48.0, "diamond", None, ""), ROUND):
            desk.label(session, label)
    found = desk.fit(BACK, Bounds.of(desk.criterion(BACK)).changed(high=0.3))
    assert (found.sessions, found.correct.stretches, found.wrong.stretches) == (6, 12, 6)
    assert found.proposed is not None
    assert 0.02 < found.proposed.high < 0.18


def test_labels_of_other_poses_tell_nothing(opened: Callable[..., Desk]) -> None:
    """And without labels nothing is proposed."""
    desk = opened()
    desk.label(0, Label(2.0, 18.0, "hero", None, "back_straight"))
    found = desk.fit(BACK, Bounds.of(desk.criterion(BACK)))
    assert (found.sessions, found.proposed) == (0, None)


def test_labels_can_tell_nothing_of_an_order(opened: Callable[..., Desk]) -> None:
    """It is about what comes first."""
    desk = opened()
    order = Choice("head_to_knee", "hips_before_head")
    with pytest.raises(UsageError, match="order of movements"):
        desk.fit(order, Bounds.of(desk.criterion(order)))


def test_a_label_of_a_side_that_is_none_is_told(
    opened: Callable[..., Desk], tmp_path: Path
) -> None:
    """Somebody wrote it into the file by hand."""
    (tmp_path / "ann").mkdir()
    write_labels(
        tmp_path / "ann" / "labels.csv",
        {"landmarks.npz": [Label(2.0, 18.0, "diamond", "left", "back_straight")]},
    )
    desk = opened()
    with pytest.raises(UsageError, match="of side left; correct the label from 2 to 18 s"):
        desk.fit(BACK, Bounds.of(desk.criterion(BACK)))


# --- saving --------------------------------------------------------------------------------------


def test_a_change_is_shown_before_it_is_saved(opened: Callable[..., Desk], folder: Path) -> None:
    """Showing it writes nothing, and tells no tab anything."""
    desk = opened()
    bounds = Bounds.of(desk.criterion(BACK)).changed(high=0.06)
    proposal = desk.proposal(desk.change(BACK, bounds, WHY))
    assert "+high = 0.06" in proposal.diff.splitlines()
    assert not folder.exists()
    assert (desk.version, desk.can_undo) == (0, False)


def test_what_is_saved_is_judged_by_from_now_on(opened: Callable[..., Desk], folder: Path) -> None:
    """Here, and by whatever loads the poses."""
    desk = opened()
    before_s = missed_s(desk)
    saved(desk, high=0.06)
    assert desk.version == 1
    assert desk.criterion(BACK).band.high == 0.06
    assert missed_s(desk) > before_s
    assert load_library(None).criterion(BACK.pose, BACK.criterion).band.high == 0.06
    text = (folder / "thresholds.toml").read_text(encoding="utf-8")
    assert WHY in text
    assert "margin" not in text


def test_the_places_of_a_pose_follow_what_recognises_it(opened: Callable[..., Desk]) -> None:
    """They are found anew."""
    desk = opened()
    assert len(desk.sessions[0].of("diamond")) == 1
    saved(desk, KNEES, high=2.0, margin=0.0)
    assert not desk.sessions[0].of("diamond")
    desk.undo()
    assert len(desk.sessions[0].of("diamond")) == 1


def test_saves_are_taken_back_one_after_the_other(
    opened: Callable[..., Desk], folder: Path
) -> None:
    """Until there is nothing to take back."""
    desk = opened()
    before_s = missed_s(desk)
    saved(desk, high=0.06)
    saved(desk, high=0.05)
    assert desk.can_undo
    assert "-high = 0.05" in desk.undo().diff.splitlines()
    assert desk.criterion(BACK).band.high == 0.06
    desk.undo()
    assert missed_s(desk) == before_s
    assert not (folder / "thresholds.toml").exists()
    assert (desk.can_undo, desk.version) == (False, 4)
    with pytest.raises(UsageError, match="nothing to undo"):
        desk.undo()
    assert desk.version == 4


def test_a_number_that_is_as_it_would_be_without_the_file_leaves_it(
    opened: Callable[..., Desk], folder: Path
) -> None:
    """Nothing is said of what goes without saying."""
    desk = opened()
    usual = desk.criterion(BACK).band.high
    saved(desk, high=0.06)
    saved(desk, high=usual)
    assert "back_straight" not in (folder / "thresholds.toml").read_text(encoding="utf-8")
    assert desk.criterion(BACK).band.high == usual


def test_what_cannot_be_saved_is_told(opened: Callable[..., Desk]) -> None:
    """Nothing to change, no reason, and a bound that is taken away."""
    desk = opened()
    bounds = Bounds.of(desk.criterion(BACK))
    with pytest.raises(UsageError, match="by these numbers already"):
        desk.change(BACK, bounds, WHY)
    with pytest.raises(UsageError, match="why is empty"):
        desk.change(BACK, bounds.changed(high=0.06), " ")
    trunk = Choice("diamond", "trunk_upright")
    open_band = Bounds.of(desk.criterion(trunk)).changed(low=float("-inf"))
    with pytest.raises(UsageError, match="not be taken away"):
        desk.change(trunk, open_band, WHY)


def test_a_file_that_changed_meanwhile_is_not_written_over(
    opened: Callable[..., Desk], folder: Path
) -> None:
    """The desk stays as it was, and so does the file."""
    desk = opened()
    bounds = Bounds.of(desk.criterion(BACK)).changed(high=0.06)
    proposal = desk.proposal(desk.change(BACK, bounds, WHY))
    folder.mkdir()
    path = folder / "thresholds.toml"
    path.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="changed by something else"):
        desk.save(proposal)
    assert path.read_text(encoding="utf-8") == "# mine\n"
    assert (desk.version, desk.can_undo) == (0, False)


def test_sessions_are_prepared_once_for_each_criterion(opened: Callable[..., Desk]) -> None:
    """And anew when something was saved by which the pose is found."""
    desk = opened()
    first = desk.sweep(BACK)
    assert desk.sweep(BACK) is first
    assert desk.sweep(KNEES) is not first
    saved(desk, high=0.06)
    assert desk.sweep(BACK) is first
    saved(desk, KNEES, margin=3.0)
    assert desk.sweep(BACK) is not first


def test_only_what_recognises_a_pose_has_it_searched_for_again(
    opened: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number of anything else is judged by at once, and where the poses are found stays true."""
    desk = opened()
    again: list[int] = []
    monkeypatch.setattr(
        "vision.app.tune.desk.searched", lambda *of: again.append(0) or searched(*of)
    )
    others = [
        (Choice(pose, c.name), c.kind)
        for pose in ("diamond", "head_to_knee")
        for c in desk.criteria(pose)
        if c.kind not in {Kind.RECOGNISE, Kind.TELL} and c.before is None
    ]
    assert len({kind for _, kind in others}) > 2
    for choice, _ in others:
        saved(desk, choice, call_after_s=7.0)
    saved(desk, high=0.06)
    assert again == []
    assert missed_s(desk) > 0
    found, anew = (
        [[(s.start_s, s.end_s) for s in one.of(name)] for name in desk.library.names()]
        for one in (desk.sessions[0], searched(desk.sessions[0], desk.storage.reload()))
    )
    assert found == anew
    saved(desk, KNEES, margin=3.0)
    assert again == [0]


# --- poses of one's own --------------------------------------------------------------------------


def test_a_pose_of_ones_own_is_planned_saved_and_found(
    opened: Callable[..., Desk], folder: Path
) -> None:
    """Planning writes nothing; saving tells every tab, and where it is practised."""
    desk = opened()
    plan = desk.plan_pose(0, NewPose("quiet_sit", "2-10,38-48"))
    assert plan.bands
    assert not folder.exists()
    assert desk.version == 0
    told = desk.save_pose(plan)
    assert desk.version == 1
    assert "unknot practise --flow quiet_sit" in " ".join(told)
    assert {c.kind for c in desk.criteria("quiet_sit")} >= {Kind.RECOGNISE}
    assert desk.sessions[0].of("quiet_sit")
    assert "quiet_sit" in desk.sessions[0].alone


def test_a_name_that_was_taken_meanwhile_is_told(opened: Callable[..., Desk], folder: Path) -> None:
    """The pose there stays, and no tab is told anything."""
    desk = opened()
    plan = desk.plan_pose(0, NewPose("quiet_sit", "2-10"))
    desk.save_pose(plan)
    path = folder / "poses" / "quiet_sit.toml"
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        desk.save_pose(plan)
    assert (path.read_bytes(), desk.version) == (before, 1)


def test_a_pose_that_cannot_be_meant_is_refused_when_it_is_planned(
    opened: Callable[..., Desk],
) -> None:
    """One that comes with the program is no pose of one's own."""
    with pytest.raises(UsageError, match="comes with unknot"):
        opened().plan_pose(0, NewPose("diamond", "2-10"))
