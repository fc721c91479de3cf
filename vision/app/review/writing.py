"""The results of a review as files, of a new one or of saved landmarks that are judged again."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import vision
from vision.app.review.folder import FINGERPRINT, LANDMARKS, folder_for
from vision.app.review.judging import judge, often_unseen
from vision.errors import OutputError, UsageError
from vision.files import write_whole
from vision.frames.video.excerpts import excerpts_mp4
from vision.landmarks.types import Recording
from vision.measure.catalog import UNITS
from vision.render.report.index import IndexRow, index_html
from vision.render.report.report import report_html, share_html
from vision.render.report.report_input import ReportInput, Thumbnail
from vision.render.report.session_json import SCHEMA, SCHEMA_VERSION, session_record
from vision.render.report.tables import measures_csv, verdicts_csv
from vision.words import mark, say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vision.app.review.judging import JudgedRecording, Standard

REPORT: Final = "report.html"
SESSION: Final = "session.json"
ANNOTATED: Final = "annotated.mp4"
SHARED: Final = "share.html"
_MOST_AROUND_S: Final = 1.5
_FILM_S: Final = 60.0
"""A film to be given away shows each moment for three seconds, or so much altogether."""
_MEASURES: Final = "measures.csv"
_VERDICTS: Final = "verdicts.csv"
_TEXTS: Final = (_MEASURES, _VERDICTS, SESSION, REPORT)
_INDEX: Final = "index.html"
_OLDER_VIDEO: Final = mark(
    "The annotated video shows the verdicts of the review it was made in; those of this page may "
    "differ."
)


def report_input(
    judged: JudgedRecording,
    title: str,
    provenance: Mapping[str, str],
    *,
    video: bool,
    stills: Mapping[float, bytes],
    notes: Sequence[str] = (),
) -> ReportInput:
    """Put together what a report tells; ``provenance`` is what the verdicts depend on."""
    # In one order, however the landmarks were come by: a review that is repeated is the same.
    made = {**dict(sorted(judged.recording.provenance.items())), **provenance}
    return ReportInput(
        title=title,
        video=ANNOTATED if video else None,
        reviewed=judged.reviewed,
        take=judged.take,
        units=UNITS,
        notes=(*judged.notes, *notes),
        thumbnails=[
            Thumbnail(m.t_s, stills[m.t_s], m.step, m.best, m.words)
            for m in judged.moments
            if m.t_s in stills
        ],
        provenance=made,
    )


def write_results(
    folder: Path, judged: JudgedRecording, report: ReportInput, *, share: bool = False
) -> None:
    """Write every result but the annotated video into a folder, one to give away if wanted.

    Raises
    ------
    OSError
        If they cannot be written.
    FrameSourceError
        If the annotated video beside them cannot be read, whose moments are to be given away.

    """
    judged.recording.save(folder / LANDMARKS)
    texts = {
        _MEASURES: measures_csv(report.take, report.reviewed, report.units, report.even_hz),
        _VERDICTS: verdicts_csv(report.reviewed, report.take),
        SESSION: json.dumps(session_record(report), indent=1, allow_nan=False) + "\n",
        REPORT: report_html(report),
    }
    for name, text in texts.items():
        write_whole(folder / name, text.encode("utf-8"))
    if share:
        spans_s = _spans_s(sorted(moment.t_s for moment in judged.moments))
        film = partial(excerpts_mp4, folder / ANNOTATED, spans_s if report.video else ())
        write_whole(folder / SHARED, share_html(report, film, vision.__version__).encode("utf-8"))


def has_share(folder: Path) -> bool:
    """Return whether there is a page to be given away, which has to tell what the others tell."""
    return (folder / SHARED).is_file()


def _spans_s(moments_s: Sequence[float]) -> list[tuple[float, float]]:
    """Return from when to when a film shows moments in order, so that it stays short."""
    around_s = min(_MOST_AROUND_S, _FILM_S / 2 / max(1, len(moments_s)))
    spans_s: list[tuple[float, float]] = []
    for t_s in moments_s:
        start_s = max(0.0, t_s - around_s)
        if spans_s and start_s <= spans_s[-1][1]:
            start_s = spans_s.pop()[0]
        spans_s.append((start_s, t_s + around_s))
    return spans_s


def rejudge(
    path: Path,
    out: Path | None,
    standard: Standard,
    provenance: Mapping[str, str],
    *,
    share: bool = False,
    even_hz: float | None = None,
) -> tuple[Path, tuple[str, ...]]:
    """Judge landmarks again, and write all results that need no pictures.

    Parameters
    ----------
    path
        What a review saved.
    out
        The folder of all reviews; None writes beside the landmarks.
    standard
        What to judge by.
    provenance
        What the verdicts depend on besides the landmarks.
    share
        Whether a page to be given away is wanted, with the moments of an annotated video that is
        there.
    even_hz
        Rows a second of the table of measures; None for a row where each picture is.

    Returns
    -------
    tuple
        The folder of the results, and what is to be known of the recording.

    Raises
    ------
    UsageError
        If ``path`` holds no landmarks, or those of nobody.
    OutputError
        If the results cannot be written.

    """
    recording = Recording.load(path)
    if not recording.somebody.any():
        raise UsageError("{path} holds no landmarks of anybody; review the video again", path=path)
    folder, title = _place_for(path, out, recording)
    judged = judge(recording, standard)
    video = (folder / ANNOTATED).is_file()
    notes = [say(_OLDER_VIDEO)] if video else []
    report = report_input(judged, title, provenance, video=video, stills={}, notes=notes)
    report = replace(report, even_hz=even_hz)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_results(folder, judged, report, share=share or has_share(folder))
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write to {folder}: {why}", folder=folder, why=why) from error
    return folder, (*report.notes, *often_unseen(recording))


def _place_for(path: Path, out: Path | None, recording: Recording) -> tuple[Path, str]:
    """Return the folder for the results of landmarks that are judged again, and their title."""
    name = path.parent.name if path.name == LANDMARKS else path.stem
    folder = path.parent
    if out is not None:
        folder = folder_for(out, name, recording.provenance.get(FINGERPRINT, ""), ()).results
    _refuse_to_replace(folder, path, recording)
    return folder, recording.provenance.get("video", name)


def _refuse_to_replace(folder: Path, path: Path, recording: Recording) -> None:
    """Make sure that results beside landmarks replace those of this recording alone.

    Raises
    ------
    OutputError
        If there is something else there that would be lost.

    """
    target = folder / LANDMARKS
    if target.exists():
        mine = recording.provenance.get(FINGERPRINT)
        others = mine is None or Recording.load(target).provenance.get(FINGERPRINT) != mine
        there = others and not target.samefile(path)
    else:
        there = _row(folder) is None and any((folder / name).exists() for name in _TEXTS)
    if there:
        raise OutputError(
            "{folder} holds something else already; name another folder by --out", folder=folder
        )


def write_index(out: Path, problems: Sequence[tuple[str, str]]) -> Path | None:
    """Write the page that compares the reviews in a folder, if there is anything to compare.

    Parameters
    ----------
    out
        The folder of all reviews.
    problems
        Of the videos that could not be reviewed now: name and reason.

    Returns
    -------
    Path | None
        The page; None where there is but one review and no problem.

    Raises
    ------
    OutputError
        If it cannot be written, or there is a page of somebody else's.

    """
    rows = [_row(folder) for folder in sorted(out.iterdir()) if (folder / SESSION).is_file()]
    known = [row for row in rows if row is not None]
    failed = [IndexRow(name, None, None, problem) for name, problem in problems]
    if len(known) + len(failed) <= 1:
        return None
    page = out / _INDEX
    try:
        if page.exists() and b"unknot" not in page.read_bytes():
            raise OutputError(
                "{page} is there already and not of unknot's making; it is kept", page=page
            )
        write_whole(page, index_html([*known, *failed]).encode("utf-8"))
    except OSError as error:
        why = error.strerror or error
        raise OutputError("cannot write {page}: {why}", page=page, why=why) from error
    return page


def _row(folder: Path) -> IndexRow | None:
    """Return the row of one review, None for what is no session of ours."""
    try:
        record: dict[str, Any] = json.loads((folder / SESSION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return None
    title, page = str(record.get("title", folder.name)), f"{folder.name}/{REPORT}"
    if record.get("version", 1) > SCHEMA_VERSION:
        newer = say("it was reviewed by a newer unknot; update unknot, or review it again")
        return IndexRow(title, page, None, newer)
    return IndexRow(title, page, record, None)
