"""The command ``unknot tune``: the page, or the same without it for scripts."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from rich.console import Console

from vision.app.model import ready_engine
from vision.app.preferences import config_folder
from vision.app.review.run import DEFAULT_OUT
from vision.app.settings import load_changed_by, load_flow, load_library
from vision.app.tune.desk import Choice, Desk, Storage
from vision.app.tune.fitting import fit_files
from vision.app.tune.loading import Source, open_sessions, video_of
from vision.app.tune.pictures import Pictures
from vision.app.tune.server import listen, new_pass, open_in_browser, serve
from vision.app.tune.terminal import print_plan, print_report
from vision.app.tune.view import View
from vision.criteria.library import PoseLibrary
from vision.errors import UsageError, WeightsError
from vision.progress import print_line
from vision.tune.saving.thresholds import ThresholdsFile
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vision.app.tune.own import NewPose
    from vision.criteria.toml import Readable
    from vision.landmarks.engines import Engine

THRESHOLDS: Final = "thresholds.toml"


@dataclass(frozen=True, slots=True)
class Options:
    """What the user asked for.

    Attributes
    ----------
    sessions
        Videos, landmarks that reviews saved, or the folders of reviews.
    pose, criterion
        What to show, or to report on.
    numbers
        The numbers to try, by the names of `vision.tune.bounds.NUMBERS`.
    report
        Print what they change, and end.
    save
        Save them, and end; ``why`` says why.
    fit
        Files of labels to propose a band from, and end.
    new_pose
        The pose to make from a session, and end.
    out
        The folder of all reviews, where the landmarks of videos are kept.
    flow
        The routine whose steps are looked for.
    thresholds
        The file changes are saved in, instead of the user's own.
    port
        Where the page is served; None for the first free one.
    browser
        Whether to open it, or only to print its address.
    model, engine
        A model file of the user's, and the engine that runs it.

    """

    sessions: Sequence[Path]
    pose: str | None
    criterion: str | None
    numbers: Mapping[str, float]
    report: bool
    save: bool
    why: str
    fit: Sequence[Path]
    new_pose: NewPose | None
    out: Path | None
    flow: str
    thresholds: Path | None
    port: int | None
    browser: bool
    model: Path | None
    engine: str


def tune(options: Options, console: Console) -> int:
    """Do what was asked for; return the exit code.

    Raises
    ------
    UnknotError
        If it cannot be done.

    """
    if options.fit:
        _refuse_beside_fit(options)
        library = load_library(options.thresholds)
        return fit_files(options.fit, library, options.pose, options.criterion, Console())
    _require_meaning(options)
    desk = _desk(options, console)
    if options.new_pose is not None:
        _make_pose(options.new_pose, desk)
        return 0
    if options.report or options.save:
        _script(options, desk)
        return 0
    _page(options, desk, console)
    return 0


def _refuse_beside_fit(options: Options) -> None:
    if options.sessions or options.numbers or options.save or options.new_pose:
        raise UsageError(
            "--fit reads the sessions its labels name; leave sessions, numbers, --save and "
            "--new-pose out"
        )


def _require_meaning(options: Options) -> None:
    """Refuse, before anything is loaded, what cannot be meant."""
    if not options.sessions:
        raise UsageError(
            "expected sessions: videos, or the landmarks.npz that reviews saved; got none"
        )
    if (options.report or options.save) and not (options.pose and options.criterion):
        raise UsageError("--report and --save expect --pose and --criterion; see unknot poses")
    if options.criterion and not options.pose:
        raise UsageError("--criterion expects --pose as well; see unknot poses")
    if options.numbers and not options.criterion:
        raise UsageError("numbers to try expect --pose and --criterion; see unknot poses")
    _require_reason(options)
    if options.new_pose is not None and not options.new_pose.name:
        raise UsageError(
            "--moments, --title, --say, --add-to and --replace expect --new-pose with a name"
        )
    if options.new_pose is not None and len(options.sessions) != 1:
        raise UsageError(
            "--new-pose takes its moments from one session, got {n}", n=len(options.sessions)
        )


def _require_reason(options: Options) -> None:
    if options.why and not options.save:
        raise UsageError("--why is the reason for --save; add it, or leave --why out")
    if options.save and not options.numbers:
        raise UsageError("--save expects a number to change, such as --low or --high; got none")
    if options.save and not options.why.strip():
        raise UsageError("--save expects --why, one line that tells where the numbers come from")


# --- what is tuned -------------------------------------------------------------------------------


def _desk(options: Options, console: Console) -> Desk:
    storage = _storage(options)
    source = storage.reload()
    # Names that are not there are refused before videos are looked at for minutes.
    if options.pose is not None:
        source.library.require(options.pose)
    if options.pose is not None and options.criterion is not None:
        source.library.criterion(options.pose, options.criterion)
    return Desk(open_sessions(options.sessions, source, console), source, storage)


def _storage(options: Options) -> Storage:
    """Return where changes go: the user's own file, or another one that is read after it."""
    own = config_folder() / THRESHOLDS
    path = options.thresholds or own
    before = [own] if own.exists() and path.resolve() != own.resolve() else []

    def check(file: Readable) -> PoseLibrary:
        return load_changed_by([*before, file])

    def without() -> PoseLibrary:
        # Poses alone: what the files before this one replaced is nothing to go back to.
        return PoseLibrary(load_changed_by(before).poses)

    def reload() -> Source:
        library = load_changed_by([*before, *([path] if path.exists() else [])])
        routine = load_flow(options.flow, library)
        return Source(library, routine, options.out or DEFAULT_OUT, options.model, options.engine)

    named = str(path) if options.thresholds is not None else ""
    return Storage(ThresholdsFile(path, check), config_folder(), reload, without, named)


# --- without a page ------------------------------------------------------------------------------


def _script(options: Options, desk: Desk) -> None:
    """Print what numbers change, and save them."""
    out = Console()
    view = View(desk, Choice(str(options.pose), str(options.criterion)))
    view.move(**options.numbers)
    print_report(view, out)
    if options.save:
        proposal = desk.proposal(desk.change(view.choice, view.bounds, options.why))
        print_line(out, proposal.diff or say("nothing changes"))
        desk.save(proposal)
        _tell(out, say("saved. {used_by}", used_by=desk.storage.used_by))


def _make_pose(new: NewPose, desk: Desk) -> None:
    """Print what a pose would be recognised by, save it, and print what was done."""
    out = Console()
    plan = desk.plan_pose(0, new)
    print_plan(desk.sessions[0].name, plan, out)
    for line in desk.save_pose(plan):
        print_line(out, line)


# --- the page ------------------------------------------------------------------------------------


def _page(options: Options, desk: Desk, console: Console) -> None:
    listening = listen(options.port)
    entry = new_pass(listening)
    address = entry.address + _query(options)
    with ExitStack() as stack:
        videos = [
            video_of(each.recording, each.landmarks, options.sessions) for each in desk.sessions
        ]
        # Without a picture there is nothing to find an outline in.
        engine = cache(partial(_engine, options, console))
        pictures = [
            stack.enter_context(Pictures(each.recording, video, engine))
            for each, video in zip(desk.sessions, videos, strict=True)
        ]

        def build() -> None:
            from vision.app.tune.page.shell import declare  # noqa: PLC0415 (takes a second to load)

            declare(desk, pictures)

        def ready(scratch: Path) -> None:
            _tell(console, say("the page is at {address}", address=address))
            _tell(console, say("it can be opened on this machine only; Ctrl-C ends it"))
            if options.browser and not open_in_browser(address, scratch):
                _tell(console, say("no browser could be opened; please open the address yourself"))

        serve(build, listening, entry, ready)
    _tell(console, say("ended; what was saved is kept"))


def _query(options: Options) -> str:
    chosen = {"pose": options.pose, "criterion": options.criterion, **options.numbers}
    return "".join(
        f"&{urlencode({key: value})}" for key, value in chosen.items() if value is not None
    )


def _engine(options: Options, console: Console) -> Engine | None:
    """Return what finds the outlines; without a model there are none."""
    try:
        return ready_engine(options.model, options.engine, console)
    except WeightsError as error:
        _tell(console, say("{why}; pictures have no outline", why=error))
        return None


def _tell(console: Console, text: str) -> None:
    print_line(console, f"unknot: {text}")
