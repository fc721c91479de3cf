"""How right the verdicts on photographs are.

``python -m benchmarks.accuracy_photos FOLDER [--model FILE] [--thresholds FILE] [--csv FILE]
[--json]``

FOLDER holds photographs and an ``index.csv`` that says of each what it shows: columns ``file``,
``label``, ``view`` (side, oblique, front, back, top), ``kind`` (photo, drawing, render),
``quality`` (ok, small, blurred), ``repo`` (the source) and, if wanted, ``note``. Every picture goes
through ``unknot check``'s own code twice: as recognised, and, if it is labelled as a pose of ours,
by that name, which is how a session judges. Printed are Markdown tables:

1. bodies found in photographs, by quality, view and pose;
2. right poses, other poses accepted as ours, and what was taken for what. Headline (a): good
   photographs (photo, quality ok) from the side or obliquely; (b) counts kneeling in prayer, too,
   for which diamond and diamond with toes are both right. Neutral, shown and counted nowhere:
   one-legged and two-legged forward bends taken for head to knee (the other leg may be hidden).
   Other poses count in every view, and a body that is not found is taken for none;
3. verdicts on form by label, criterion and view, of photographs labelled as a pose of ours;
4. false corrections: the form criteria missed on these, as a share of the photographs with any
   verdict met or missed, as a share of these verdicts, and one by one;
5. the share of unseen among the verdicts on form in side views;
6. the median time for a photograph;

and at the end the targets, each with its figure. ``--csv FILE`` writes one row a picture (see
`benchmarks.accuracy.sheet`), and beside it ``FILE``'s name with ``_tables``: every cell of every
table, one a line (see `benchmarks.accuracy.tables.LONG_COLUMNS`).
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track

from benchmarks.accuracy import forms, recognition, tables, targets
from benchmarks.accuracy.intervals import METHODS
from benchmarks.accuracy.labels import read_index
from benchmarks.accuracy.run import check_all
from benchmarks.accuracy.sheet import sheet
from vision.app.check.photos import check_photos
from vision.app.settings import load_library
from vision.errors import UnknotError, UsageError
from vision.landmarks import weights
from vision.landmarks.engines import AUTO, NAMES, Engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.accuracy.outcome import Record
    from benchmarks.accuracy.run import Check, Checked
    from benchmarks.accuracy.tables import Table


def product(engine: Engine, thresholds: Path | None, console: Console) -> Check:
    """Return the program's own check of photographs, with a progress bar on ``console``."""
    library = load_library(thresholds)

    def check(photos: Sequence[Path], pose: str | None) -> Iterator[Record]:
        checked = check_photos(photos, engine, library, pose)
        doing = f"As {pose}" if pose else "As recognised"
        bar = track(checked, doing, len(photos), console=console, disable=not console.is_terminal)
        for one in bar:
            yield one.record()

    return check


def report(checked: Checked) -> tuple[Table, ...]:
    """Return every table, the targets last."""
    runs = {"as recognised": checked.recognised, "by name": checked.named}
    return (
        recognition.detection(checked.recognised),
        recognition.recognition(checked.recognised),
        recognition.by_label(checked.recognised),
        *recognition.confusions(checked.recognised),
        recognition.wrong(checked.recognised),
        *(forms.verdicts(how, outcomes) for how, outcomes in runs.items()),
        forms.false_corrections(runs),
        forms.misses(runs),
        forms.unseen_from_the_side(runs),
        _speed(checked),
        targets.table(targets.targets(checked.recognised, checked.named)),
    )


def _speed(checked: Checked) -> Table:
    times_s = [one.took_s for one in checked.recognised]
    row = ("all pictures", len(times_s), statistics.median(times_s))
    return tables.Table("Time for a picture", ("which", "pictures", "median [s]"), (row,))


def save(path: Path, checked: Checked, made: Sequence[Table]) -> None:
    """Write one row a picture, and the cells of every table beside it."""
    tables.write_csv(path, *sheet(checked.recognised, checked.named))
    beside = path.with_name(f"{path.stem}_tables{path.suffix}")
    tables.write_csv(beside, tables.LONG_COLUMNS, tables.long_rows(made))


def as_json(checked: Checked, made: Sequence[Table]) -> str:
    """Return photographs and tables as JSON."""
    _, rows = sheet(checked.recognised, checked.named)
    return json.dumps({"photos": rows, "tables": [*map(tables.as_json, made)]}, indent=1)


def run(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and save.

    Raises
    ------
    UnknotError
        For a folder, index, model or file that cannot be used.

    """
    asked = _asked(arguments)
    photos = read_index(asked.folder)
    _check_place(asked.csv)
    check = product(
        Engine(weights.ensure(asked.model), asked.engine), asked.thresholds, Console(stderr=True)
    )
    checked = check_all(asked.folder, photos, check)
    made = report(checked)
    if asked.csv:
        save(asked.csv, checked, made)
    if asked.json:
        print(as_json(checked, made))
    else:
        print(METHODS, *map(tables.markdown, made), sep="\n\n")


def _check_place(file: Path | None) -> None:
    """Refuse a file that could not be written before minutes are spent on what goes into it."""
    if file and not file.parent.is_dir():
        raise UsageError(f"there is no folder {file.parent} for {file.name}; please make it")


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="photographs and their index.csv")
    parser.add_argument("--engine", choices=NAMES, default=AUTO, help="what runs the model")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    parser.add_argument("--thresholds", type=Path, help="a TOML file that changes thresholds")
    parser.add_argument("--csv", type=Path, help="write one row a picture, and the tables beside")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the tables")
    return parser.parse_args(arguments)


def main() -> None:
    """Run the command; every expected failure is one line and an exit code."""
    try:
        run()
    except UnknotError as error:
        print(f"accuracy_photos: {error}", file=sys.stderr)
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
