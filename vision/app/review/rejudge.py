"""Saved landmarks, judged again without their video: other thresholds, another routine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vision.app.review.folder import FINGERPRINT, LANDMARKS, folder_for
from vision.app.review.judging import judge, often_unseen
from vision.app.review.writing import ANNOTATED, report_input, write_results
from vision.errors import OutputError, UsageError
from vision.landmarks.types import Recording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from vision.app.review.judging import Standard

_OLDER_VIDEO: Final = (
    "The annotated video shows the verdicts of the review it was made in; those of this page may "
    "differ."
)


def rejudge(
    path: Path, out: Path | None, standard: Standard, provenance: Mapping[str, str]
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
        raise UsageError(f"{path} holds no landmarks of anybody; review the video again")
    name = path.parent.name if path.name == LANDMARKS else path.stem
    title = recording.provenance.get("video", name)
    folder = path.parent
    if out is not None:
        folder = folder_for(out, name, recording.provenance.get(FINGERPRINT, ""), ()).results
    judged = judge(recording, standard)
    video = (folder / ANNOTATED).is_file()
    told = report_input(
        judged,
        title,
        provenance,
        video=video,
        stills={},
        notes=[_OLDER_VIDEO] if video else [],
    )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_results(folder, judged, told)
    except OSError as error:
        raise OutputError(f"cannot write to {folder}: {error.strerror or error}") from error
    return folder, (*told.notes, *often_unseen(recording))
