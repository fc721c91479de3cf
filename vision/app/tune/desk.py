"""What all open tabs of the page share: the sessions, the poses, labels, and what is saved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vision.app.tune.loading import searched
from vision.app.tune.own import plan_own_pose, save_own, saved_lines
from vision.app.tune.own_folder import flow_file
from vision.criteria.model import Kind
from vision.tune.bounds import Bounds
from vision.tune.fit.proposal import fit
from vision.tune.fit.stretch import labelled
from vision.tune.label_files import add_label, load_labels, remove_label
from vision.tune.saving.change import change_of
from vision.tune.sweep import Sweep
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from vision.app.tune.loading import Session, Source
    from vision.app.tune.own import NewPose, Plan
    from vision.criteria.library import PoseLibrary
    from vision.criteria.model import Criterion, Pose
    from vision.tune.fit.result import Fit
    from vision.tune.labels import Label
    from vision.tune.saving.change import Change
    from vision.tune.saving.thresholds import Proposal, ThresholdsFile

_RECOGNISING: Final = (Kind.RECOGNISE, Kind.TELL)
_NO_BOUNDS: Final = Bounds(0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is being tuned: a pose and one of its criteria, by name."""

    pose: str
    criterion: str


@dataclass(frozen=True, slots=True)
class Storage:
    """Where changes are saved, and how what is saved is loaded.

    Attributes
    ----------
    thresholds
        The file of changed numbers.
    folder
        Where the user's own poses and flows are kept.
    reload
        Loads the poses, with all that has been saved.
    without
        Loads them without what the file of changed numbers says.
    named
        That file, where it is another than the user's own; "" for that.

    """

    thresholds: ThresholdsFile
    folder: Path
    reload: Callable[[], Source]
    without: Callable[[], PoseLibrary]
    named: str = ""

    @property
    def used_by(self) -> str:
        """What uses what is saved, as a sentence."""
        if self.named:
            return say("Practising and reviewing use it with --thresholds {file}.", file=self.named)
        return say("Practising and reviewing use it from now on.")


class Desk:
    """The one state behind all tabs.

    Parameters
    ----------
    sessions
        What is judged; also an attribute, in the order in which they were named.
    source
        What they are judged by.
    storage
        Where changes are saved; also an attribute.

    Attributes
    ----------
    version, labels_version
        Grow with every change of poses, and of labels, that other tabs have to know.
    labels
        Of each session, in the order of time.

    """

    def __init__(self, sessions: Sequence[Session], source: Source, storage: Storage) -> None:
        self.version = self.labels_version = 0
        self.sessions = list(sessions)
        self.labels = [load_labels(each.landmarks) for each in sessions]
        self._source = source
        self.storage = storage
        self._sweeps: dict[Choice, Sweep] = {}

    @property
    def library(self) -> PoseLibrary:
        """The poses as they are saved."""
        return self._source.library

    def flows(self) -> list[str]:
        """Return the names of the user's own flows."""
        folder = flow_file(self.storage.folder, "any").parent
        return sorted(path.stem for path in folder.glob("*.toml"))

    def variants(self, pose: str) -> tuple[Pose, ...]:
        """Return a pose, once for each side it has; raises as `PoseLibrary.require`."""
        return self.library.require(pose)

    def criteria(self, pose: str) -> tuple[Criterion, ...]:
        """Return the criteria of a pose, of its first side."""
        return self.variants(pose)[0].criteria

    def criterion(self, choice: Choice) -> Criterion:
        """Return a criterion as it is saved; raises as `PoseLibrary.criterion`."""
        return self.library.criterion(choice.pose, choice.criterion)

    def sweep(self, choice: Choice) -> Sweep:
        """Return what judges the sessions by any bounds; made once for each criterion."""
        if choice not in self._sweeps:
            self.criterion(choice)
            searches = [session.search(choice.pose) for session in self.sessions]
            self._sweeps[choice] = Sweep(searches, self.variants(choice.pose), choice.criterion)
        return self._sweeps[choice]

    # --- labels ------------------------------------------------------------------------------

    def label(self, session: int, label: Label) -> None:
        """Keep a label beside its session.

        Raises
        ------
        UnknotError
            If it cannot be kept.

        """
        self.labels[session] = add_label(self.sessions[session].landmarks, label)
        self.labels_version += 1

    def unlabel(self, session: int, label: Label) -> None:
        """Let a label go; raises as `label`."""
        self.labels[session] = remove_label(self.sessions[session].landmarks, label)
        self.labels_version += 1

    def fit(self, choice: Choice, bounds: Bounds) -> Fit:
        """Return what all labels tell of a criterion.

        Raises
        ------
        UsageError
            If it is a criterion that labels tell nothing of.

        """
        variants = self.variants(choice.pose)
        stretches = [
            stretch
            for session, labels in zip(self.sessions, self.labels, strict=True)
            for stretch in labelled(session.take, labels, variants, choice.criterion)
        ]
        return fit(self.criterion(choice), bounds, stretches)

    # --- saving ------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether something was saved that can be taken back."""
        return self.storage.thresholds.can_undo

    def change(self, choice: Choice, bounds: Bounds, why: str) -> Change:
        """Return what saving some bounds would change.

        Raises
        ------
        UsageError
            If that is nothing, or cannot be saved.

        """
        return change_of(choice.pose, self.criterion(choice), bounds, why)

    def proposal(self, change: Change) -> Proposal:
        """Return what saving a change would do to the file; raises as `ThresholdsFile.proposal`."""
        return self.storage.thresholds.proposal(change, self.storage.without())

    def save(self, proposal: Proposal) -> None:
        """Save it, for this page, and for practising and reviewing from now on.

        Raises
        ------
        OutputError
            If it cannot be written.

        """
        self.storage.thresholds.write(proposal)
        self.reload()

    def undo(self) -> Proposal:
        """Take the latest save back, and return what that changed; raises as `save`."""
        back = self.storage.thresholds.undo()
        self.reload()
        return back

    def plan_pose(self, session: int, new: NewPose) -> Plan:
        """Return a pose of the user's own made from a session; raises as `plan_own_pose`."""
        return plan_own_pose(self.sessions[session].take, self.library, self.storage.folder, new)

    def save_pose(self, plan: Plan) -> list[str]:
        """Save a planned pose, and return what was done, in words; raises as `save_own`."""
        saved = save_own(plan, self.library, self.storage.folder)
        self.reload()
        return saved_lines(saved, plan.flow)

    def reload(self) -> None:
        """Load what has been saved: every tab shows it from now on.

        Sessions are searched for the poses again only if something changed by which those are
        found; other numbers are applied as criteria are judged.
        """
        before, self._source = self._source, self.storage.reload()
        if _found_by(before) != _found_by(self._source):
            self.sessions = [searched(each, self._source) for each in self.sessions]
            self._sweeps.clear()
        # When a pose is held, and so when it is left, depends on every number of its form.
        leaving = [c for c, sweep in self._sweeps.items() if sweep.criterion.kind is Kind.LEAVE]
        for choice in leaving:
            del self._sweeps[choice]
        self.version += 1


def _found_by(source: Source) -> tuple[object, ...]:
    """Return all by which poses are found and measured, without the numbers of their form.

    Their easier ways are for practising alone.
    """
    poses = {
        key: replace(pose, criteria=tuple(map(_without_numbers, pose.criteria)), easier=None)
        for key, pose in source.library.poses.items()
    }
    steps = [(s.pose.name, s.pose.side, s.hold_s, s.ready_s) for s in source.routine.steps]
    return poses, steps


def _without_numbers(criterion: Criterion) -> Criterion:
    """Return a criterion without what may change while poses are found at the same times."""
    if criterion.kind in _RECOGNISING:
        return replace(criterion, why="", cue="")
    return replace(_NO_BOUNDS.applied_to(criterion), why="", cue="", priority=0)
