"""The session as JSON: strict, whole, and what its document says."""

from __future__ import annotations

import json
import math
import re

import pytest

from tests.builders import criterion
from tests.paths import ROOT
from tests.render.review_examples import FOLD, FOLDING, MISS, example, reviewed, with_track
from vision.criteria.model import Band, Status
from vision.render.report.session_json import SCHEMA, SCHEMA_VERSION, session_record
from vision.session.recorded.tracks import Run

DOCUMENT = (ROOT / "docs" / "session-json.md").read_text(encoding="utf-8")
RECORD = session_record(example(video="annotated.mp4"))
HEADINGS = {
    "The session": RECORD,
    "The routine": RECORD["routine"],
    "A step of the routine": RECORD["routine"]["steps"][0],
    "A criterion": RECORD["routine"]["steps"][0]["criteria"][0],
    "A band": RECORD["routine"]["steps"][0]["criteria"][0]["band"],
    "A step found": RECORD["steps"][0],
    "A breath": RECORD["steps"][0]["breath"],
    "A track": RECORD["steps"][0]["tracks"][0],
    "A run": RECORD["steps"][0]["tracks"][0]["runs"][0],
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_document_tells_every_field(heading: str) -> None:
    """All that are written, in their order, and none that are not."""
    section = re.split(rf"^#+ {heading}$", DOCUMENT, flags=re.MULTILINE)[1]
    section = re.split(r"^#+ ", section, flags=re.MULTILINE)[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(HEADINGS[heading])


def test_the_document_has_no_other_tables() -> None:
    """Each of its headings with a table is held by the test above, and names this version."""
    titles = re.findall(r"^#+ ([^\n]+)\n(?:(?!^#).)*?^\| field", DOCUMENT, re.MULTILINE | re.DOTALL)
    assert titles == list(HEADINGS)
    assert f"`version` is {SCHEMA_VERSION}." in DOCUMENT
    assert f"`{SCHEMA}`" in DOCUMENT


def test_it_is_strict_json() -> None:
    """No NaN, no infinity, no text that is no text; it reads back as it was."""
    endless = criterion(name="endless", before=Band("back_bow"))
    data = example(
        title=b"caf\xe9.mp4".decode("utf-8", "surrogateescape"),
        reviewed=with_track(reviewed(duration_s=math.nan), 1, endless, Run(*FOLD, Status.MET)),
    )
    text = json.dumps(session_record(data), allow_nan=False, ensure_ascii=False)
    read = json.loads(text.encode("utf-8"))
    assert read == session_record(data)
    assert (read["title"], read["duration_s"]) == ("caf\ufffd.mp4", None)


def test_it_holds_the_thresholds_that_were_used() -> None:
    """Every criterion of every step, with bounds that are not there as null."""
    criteria = RECORD["routine"]["steps"][1]["criteria"]
    assert [c["name"] for c in criteria] == [c.name for c in FOLDING.criteria]
    back = criteria[1]
    assert back["band"] == {"measure": "back_bow", "low": None, "high": 0.06, "margin": 0.015}
    assert (back["kind"], back["view"], back["before"]) == ("form", "side", None)


def test_it_holds_what_was_found() -> None:
    """The steps with their runs, what was told, and what was not found."""
    fold = RECORD["steps"][1]
    back = fold["tracks"][1]
    assert (fold["held_s"], fold["corrections"]) == (12.0, {"back_straight": 1})
    assert (back["missed_s"], back["runs"][1]["from_s"]) == (MISS[1] - MISS[0], MISS[0])
    assert [each["event"] for each in RECORD["events"]] == [
        "CorrectionDue",
        "CorrectionFixed",
        "StageReached",
    ]
    assert (RECORD["skipped"], RECORD["pictures"], RECORD["video"]) == ([2], 400, "annotated.mp4")
    assert RECORD["seen"] == 390
