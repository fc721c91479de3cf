"""README and docs hold what they say: files and options exist, tables and examples fit."""

from __future__ import annotations

import dataclasses
import re
from importlib.util import find_spec
from pathlib import Path

import pytest
import tomlkit
import typer

from tests.builders import practitioner
from tests.pages import PAGES, THRESHOLDS, blocks
from tests.paths import ROOT
from vision.app.check.photos import Checked
from vision.app.settings import load_library
from vision.cli import command_line
from vision.criteria.library import CHANGEABLE
from vision.criteria.model import Status, Verdict
from vision.measure import reach
from vision.measure.body import body_from_landmarks
from vision.measure.catalog import MEASURES, UNITS
from vision.session import events


def test_the_thresholds_example_loads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it stands, it changes just what it names, for both sides of the pose."""
    monkeypatch.setenv("UNKNOT_CONFIG_DIR", str(tmp_path / "settings"))
    file = tmp_path / "mine.toml"
    file.write_text(THRESHOLDS, encoding="utf-8")
    library = load_library(file)
    example = tomlkit.parse(THRESHOLDS).unwrap()
    named = {
        (pose, kind, criterion, key)
        for pose, kinds in example.items()
        for kind, criteria in kinds.items()
        for criterion, keys in criteria.items()
        for key in keys
    }
    assert library.changed.keys() == named
    both = [
        next(c for c in p.criteria if c.name == "knee_straight")
        for p in library.variants("head_to_knee")
    ]
    assert [criterion.band.low for criterion in both] == [155.0, 155.0]


def test_all_that_can_be_changed_is_listed() -> None:
    """The keys a thresholds file may hold, all of them and no others."""
    (sentence,) = re.findall(
        r"^(`low`, .*?)leaves a criterion out", PAGES["docs/tuning.md"], re.MULTILINE | re.DOTALL
    )
    names = {text.split(" = ")[0] for text in re.findall(r"`(.+?)`", sentence)}
    assert names == CHANGEABLE


def own_fields(kind: type[events.Event]) -> list[str]:
    """Return the fields an event has beyond those that all have."""
    common = {field.name for field in dataclasses.fields(events.Event)}
    return [field.name for field in dataclasses.fields(kind) if field.name not in common]


def test_the_table_of_events_is_the_events() -> None:
    """Every event with all its fields, in their order; nothing that is not there."""
    section = PAGES["docs/practising.md"].split("\n## Events\n")[1]
    told = {}
    for names, fields in re.findall(r"^\| (`.+?) \| (`.+? |)\|$", section, re.MULTILINE):
        listed = re.sub(r"\(.*?\)", "", fields).split(":")[0]
        for name in re.findall(r"`(\w+)`", names):
            told[name] = re.findall(r"`(\w+)`", listed)
    assert told == {kind.__name__: own_fields(kind) for kind in events.Event.__subclasses__()}
    (common,) = re.findall(r"Each has (.+?); more", section, re.DOTALL)
    assert set(re.findall(r"`(\w+)`", common)) == {
        "event",
        *(field.name for field in dataclasses.fields(events.Event)),
    }


def test_the_table_of_a_photograph_is_its_record() -> None:
    """Every field of the JSON object, in its order, and every field of a verdict."""
    section = PAGES["docs/checking.md"].split("\n## Photographs as JSON\n")[1]
    rows = re.findall(r"^\| (`.+?) \| (.+?) \|$", section, re.MULTILINE)
    told = [name for names, _ in rows for name in re.findall(r"`(\w+)`", names)]
    criterion = load_library(None).variants("diamond")[0].criteria[0]
    found = Verdict(criterion, 1.0, 1.0, Status.MET)
    could_be = load_library(None).variants("hero")
    record = Checked(Path("photo.jpg"), verdicts=(found,), could_be=could_be, error="none").record()
    assert sorted(told) == sorted([*record, "annotated"])
    (verdicts,) = (words for names, words in rows if names == "`verdicts`")
    fields = re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", verdicts))
    assert fields == list(record["verdicts"][0])


def targets(page: str) -> set[str]:
    """Return the addresses a page links to or shows, those on the web left out."""
    found = set(re.findall(r"\]\(([^)\s]+)\)", PAGES[page]))
    return {target for target in found if not target.startswith("https://")}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Files that are linked or shown exist, and so do the headings."""
    headings = re.findall(r"^#+ (.+)$", PAGES[page], re.MULTILINE)
    anchors = {"#" + re.sub(r"[^\w -]", "", text).lower().replace(" ", "-") for text in headings}
    folder = (ROOT / page).parent
    found = targets(page) - anchors
    assert {target for target in found if not (folder / target.split("#")[0]).is_file()} == set()


def test_every_page_can_be_found_from_the_readme() -> None:
    """Whoever reads on gets everywhere."""
    linked, waiting = {"README.md"}, ["README.md"]
    while waiting:
        page = waiting.pop()
        there = {
            (ROOT / page).parent.joinpath(target.split("#")[0]).resolve()
            for target in targets(page)
        }
        new = {each for each in PAGES if (ROOT / each).resolve() in there} - linked
        linked |= new
        waiting += new
    assert linked == PAGES.keys()


def test_the_readme_is_read_in_a_few_minutes() -> None:
    """The rest is in the docs."""
    assert len(PAGES["README.md"].splitlines()) <= 130


def test_what_contributing_names_is_there() -> None:
    """Files and folders, modules that are run, and the functions on the way of one frame."""
    prose = re.sub(r"^```.*?^```$", "", PAGES["CONTRIBUTING.md"], flags=re.MULTILINE | re.DOTALL)
    names = re.findall(r"`([^`]+)`", prose)
    file = re.compile(r"\.?[a-z]+(/[a-z_-]+)+(\.\w+)?|[a-z_]+\.(txt|toml)")
    paths = [name for name in names if file.fullmatch(name) and name != "my/file.po"]
    assert len(paths) > 15
    made = {"vision/words/catalogues/unknot.pot"}
    assert [path for path in paths if not (ROOT / path).exists() and path not in made] == []
    modules = set(re.findall(r"python -m ((?:benchmarks|tools)\.\w+)", prose))
    assert len(modules) > 1
    assert [name for name in modules if find_spec(name) is None] == []
    source = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "vision").rglob("*.py"))
    defined = set(re.findall(r"^ *(?:def |class |)(\w+)(?=[(:])", source, re.MULTILINE))
    code = [n for n in names if re.fullmatch(r"[A-Z][a-z]\w+(\.\w+)?|_?[a-z]+(_[a-z]+)+", n)]
    assert len(code) > 15
    assert [name for name in code if not set(name.split(".")) <= defined] == []


def test_a_measure_is_added_as_contributing_shows() -> None:
    """The example is a measure."""
    (example,) = blocks("CONTRIBUTING.md", "python")
    names = {**vars(reach)}
    try:
        exec(compile(example, "CONTRIBUTING.md", "exec"), names)  # noqa: S102 (our own page)
        body = body_from_landmarks(practitioner("diamond"))
        assert 0.3 < float(MEASURES["elbow_under_shoulder"].function(body)) < 0.9
    finally:
        for known in (MEASURES, UNITS):
            known.pop("elbow_under_shoulder", None)


def test_every_option_exists() -> None:
    """Each option the README and the docs name is one of unknot's."""
    command = typer.main.get_command(command_line())
    known = {
        option
        for each in command.commands.values()
        for parameter in each.params
        for option in [*parameter.opts, *parameter.secondary_opts]
    }
    pages = (text for page, text in PAGES.items() if page != "CONTRIBUTING.md")
    named = set(re.findall(r"(?<!\S)`?(--[a-z][a-z-]*)", "\n".join(pages)))
    assert named - known == set()


def test_nothing_is_left_to_be_filled_in() -> None:
    """No line is only a placeholder."""
    pages = "\n".join(PAGES.values())
    assert re.findall(r"^[A-Z_]{4,}$|TODO|FIXME", pages, re.MULTILINE) == []
