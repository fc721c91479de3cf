"""The files of one review's results, and the page that compares all reviews in a folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from vision.app.review.folder import LANDMARKS
from vision.errors import OutputError
from vision.files import write_whole
from vision.measure.catalog import UNITS
from vision.render.report.index import IndexRow, index_html
from vision.render.report.report import report_html
from vision.render.report.report_input import ReportInput, Thumbnail
from vision.render.report.session_json import SCHEMA, session_record
from vision.render.report.tables import measures_csv, verdicts_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vision.app.review.judging import Judged

REPORT: Final = "report.html"
SESSION: Final = "session.json"
ANNOTATED: Final = "annotated.mp4"
_INDEX: Final = "index.html"


def report_input(
    judged: Judged,
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
        t_s=judged.recording.t_s,
        seen=judged.recording.somebody,
        measures=judged.measures,
        units=UNITS,
        notes=(*judged.notes, *notes),
        thumbnails=[
            Thumbnail(m.t_s, stills[m.t_s], m.step, m.best, m.words)
            for m in judged.moments
            if m.t_s in stills
        ],
        provenance=made,
    )


def write_results(folder: Path, judged: Judged, told: ReportInput) -> None:
    """Write every result but the annotated video into a folder."""
    judged.recording.save(folder / LANDMARKS)
    texts = {
        "measures.csv": measures_csv(told.t_s, told.measures, told.units),
        "verdicts.csv": verdicts_csv(told.reviewed),
        SESSION: json.dumps(session_record(told), indent=1, allow_nan=False) + "\n",
        REPORT: report_html(told),
    }
    for name, text in texts.items():
        write_whole(folder / name, text.encode("utf-8"))


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
        If it cannot be written.

    """
    rows = [_row(folder) for folder in sorted(out.iterdir()) if (folder / SESSION).is_file()]
    known = [row for row in rows if row is not None]
    failed = [IndexRow(name, None, None, problem) for name, problem in problems]
    if len(known) + len(failed) <= 1:
        return None
    page = out / _INDEX
    try:
        write_whole(page, index_html([*known, *failed]).encode("utf-8"))
    except OSError as error:
        raise OutputError(f"cannot write {page}: {error.strerror or error}") from error
    return page


def _row(folder: Path) -> IndexRow | None:
    """Return the row of one review, None for what is no session of ours."""
    try:
        record: dict[str, Any] = json.loads((folder / SESSION).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or record.get("schema") != SCHEMA:
        return None
    return IndexRow(str(record.get("title", folder.name)), f"{folder.name}/{REPORT}", record, None)
