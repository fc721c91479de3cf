"""Learn to tell kneeling from sitting otherwise, and tell how right that is on sources never seen.

``python -m benchmarks.learn_kneeling FOLDER PEOPLE [--model FILE] [--plot FILE] [--write]``

FOLDER holds photographs as for `benchmarks.accuracy_photos`, PEOPLE is what
``benchmarks.accuracy_people --save`` kept of rendered ones. A logistic regression, straight in
three pieces for each feature (`vision.measure.space.kneeling`), is fitted to all who sit with a
folded knee. For what is printed it is fitted anew for every source of photographs, without it, and
asked about that source; the rendered people are one more source. ``--plot`` draws how often those
kneel whom it gives a chance; ``--write`` writes the weights of all to ``models/``.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.accuracy.labels import read_index
from benchmarks.accuracy.tables import Table, markdown
from benchmarks.people.looking import kept, seen
from vision.errors import UnknotError
from vision.frames.photo import read_photo
from vision.landmarks import weights
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.search import Searcher
from vision.measure.body import body_from_landmarks
from vision.measure.meter import Meter
from vision.measure.space.kneeling import FEATURES, FILE, Weights, bent, features

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.accuracy.labels import Photo
    from benchmarks.people.looking import Seen
    from vision.frames.source import Frame
    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body

    Array = NDArray[np.float64]
    Looked = tuple[Photo, Frame, Landmarks | None]

KNEELING: Final = ("diamond", "diamond_toes", "hero")

RENDERED: Final = "rendered"
_OURS: Final = frozenset({*KNEELING, "diamond_salah"})
_MOST_LEAN_DEG: Final = 50.0
_MOST_KNEE_DEG: Final = 90.0
_RIDGE: Final = 5.0
"""Weight of the squared weights: held against a hundredth of what 500 examples say."""
_RENDERED_WEIGHT: Final = 0.3  # of one rendered person, against a photograph alone in its source
_STEPS: Final = 30
_BINS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One body: where the picture is from, whether it kneels, and its features ``(18,)``."""

    source: str
    kneels: bool
    looked_at: Array


def look(folder: Path, photos: Iterable[Photo], model: Path) -> list[Looked]:
    """Return each photograph with who is in it."""
    with Searcher(Engine(model)) as searcher:
        frames = ((photo, read_photo(folder / photo.file)) for photo in photos)
        return [(photo, frame, searcher.find(frame)) for photo, frame in frames]


def example(
    source: str,
    body: Body,
    values: Mapping[str, float],
    *,
    kneels: bool,
) -> Example | None:
    """Return a body as an example; None for who lies, folds, or sits with straight legs."""
    knee_deg, lean_deg = values["knee_fold_near_deg"], values["trunk_tilt_deg"]
    if not abs(lean_deg) < _MOST_LEAN_DEG or knee_deg > _MOST_KNEE_DEG:
        return None
    return Example(source, kneels, features(body))


def of_photos(looked: Iterable[Looked]) -> list[Example]:
    """Return the examples among photographs."""
    found = []
    for photo, _, landmarks in looked:
        if landmarks is not None:
            body = body_from_landmarks(landmarks)
            values = Meter().read(body).values
            found.append(example(photo.repo, body, values, kneels=photo.label in _OURS))
    return [each for each in found if each]


def of_people(people: Iterable[Seen]) -> list[Example]:
    """Return the examples among rendered people."""
    found = [
        example(RENDERED, each.body, values, kneels=bool(each.person.truth.right & set(KNEELING)))
        for each in people
        if each.body is not None and each.readings is not None
        for values in [each.readings.values]
    ]
    return [each for each in found if each]


def fit(examples: Sequence[Example]) -> Weights:
    """Fit the weights: those who kneel count as much as all others, many of one source for less."""
    looked_at = np.array([each.looked_at for each in examples])
    kneels = np.array([each.kneels for each in examples], float)
    mean, deviation = looked_at.mean(axis=0), np.maximum(looked_at.std(axis=0), 1e-6)
    pieces = np.column_stack([bent(looked_at, mean, deviation), np.ones(len(kneels))])
    fitted = _logistic(pieces, kneels, _counts(examples, kneels))
    slope, above, below = fitted[:-1].reshape(3, -1)
    return Weights(mean, deviation, slope, above, below, float(fitted[-1]))


def _counts(examples: Sequence[Example], kneels: Array) -> Array:
    """Return how much each example counts; a source counts by the root of its pictures."""
    sources = np.array([each.source for each in examples])
    counts = np.ones(len(examples))
    for source in set(sources):
        own = sources == source
        counts[own] = _RENDERED_WEIGHT if source == RENDERED else own.sum() ** -0.5
    for which in (0.0, 1.0):
        counts[kneels == which] /= counts[kneels == which].sum()
    return np.asarray(counts * len(examples) / 2)


def _logistic(pieces: Array, truth: Array, counts: Array) -> Array:
    """Return the weights of a ridge logistic regression, by Newton's steps; the last is free."""
    ridge = np.append(np.full(pieces.shape[1] - 1, _RIDGE), 1e-6)
    found = np.zeros(pieces.shape[1])
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-pieces @ found))
        curve = counts * np.maximum(chance * (1.0 - chance), 1e-6)
        slope = pieces.T @ (counts * (chance - truth)) + ridge * found
        found = found - np.linalg.solve((pieces.T * curve) @ pieces + np.diag(ridge), slope)
    return np.asarray(found)


def held_out(examples: Sequence[Example]) -> Array:
    """Return the chance of every example by what was learnt from all other sources."""
    chances = np.full(len(examples), np.nan)
    for source in {each.source for each in examples}:
        learnt = fit([each for each in examples if each.source != source])
        for place, each in enumerate(examples):
            if each.source == source:
                chances[place] = learnt.chance(each.looked_at)
    return chances


def tables(examples: Sequence[Example], chances: Array) -> list[Table]:
    """Lay out how right the chances are: in order, and in number."""
    kneels = np.array([each.kneels for each in examples])
    rendered = np.array([each.source == RENDERED for each in examples])
    rows = tuple(
        (
            name,
            int(kneels[some].sum()),
            int((~kneels[some]).sum()),
            float((chances[some & kneels][:, None] > chances[some & ~kneels][None]).mean()),
        )
        for name, some in (("photographs", ~rendered), (RENDERED, rendered))
    )
    calibrated = tuple(
        (f"{low:.1f} to {high:.1f}", count, told, is_so)
        for low, high, count, told, is_so in calibration(chances[~rendered], kneels[~rendered])
    )
    return [
        Table("In order", ("of", "kneel", "do not", "the one who kneels is told rightly"), rows),
        Table("Photographs, in number", ("chance", "of", "told", "kneel"), calibrated),
    ]


def calibration(
    chances: Array, kneels: NDArray[np.bool_]
) -> list[tuple[float, float, int, float, float]]:
    """Return bins: from, to, how many are in it, their mean chance, and the share that kneels."""
    edges = np.linspace(0.0, 1.0, _BINS + 1)
    rows = []
    for low, high in pairwise(edges):
        own = (chances >= low) & ((chances < high) | (high == 1.0))
        if own.any():
            told, is_so = float(chances[own].mean()), float(kneels[own].mean())
            rows.append((float(low), float(high), int(own.sum()), told, is_so))
    return rows


def plot(path: Path, examples: Sequence[Example], chances: Array) -> None:
    """Draw the calibration on photographs of sources that nothing was learnt from."""
    import matplotlib as mpl  # noqa: PLC0415 - of benchmarks alone, and slow to load

    mpl.use("agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    photos = np.array([each.source != RENDERED for each in examples])
    kneels = np.array([each.kneels for each in examples])[photos]
    rows = calibration(chances[photos], kneels)
    figure, axes = plt.subplots(figsize=(5.0, 4.2), layout="constrained")
    axes.plot([0, 1], [0, 1], color="0.7", linestyle="--", label="exactly right")
    axes.plot([r[3] for r in rows], [r[4] for r in rows], "o-", color="#0072b2", label="learnt")
    for _, _, count, told, is_so in rows:
        axes.annotate(f"{count}", (told, is_so), (6, -12), textcoords="offset points")
    axes.set(xlabel="chance that one kneels, as told", ylabel="share that kneels", xlim=(0, 1))
    axes.set_title("Photographs of sources nothing was learnt from", fontsize=10)
    axes.legend(loc="upper left", frameon=False)
    figure.savefig(path, dpi=110)


def as_json(learnt: Weights, examples: Sequence[Example]) -> str:
    """Return the weights as they are shipped, to four digits."""
    columns = {
        name: getattr(learnt, name) for name in ("mean", "deviation", "slope", "above", "below")
    }
    rows = {
        feature: {name: float(f"{column[place]:.4g}") for name, column in columns.items()}
        for place, feature in enumerate(FEATURES)
    }
    made = f"python -m benchmarks.learn_kneeling, of {len(examples)} bodies"
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    constant = float(f"{learnt.constant:.4g}")
    return (
        f'{{"made": {json.dumps(made)},\n"constant": {constant},\n"features": {{\n{lines}\n}}}}\n'
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Look, learn, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="photographs and their index.csv")
    parser.add_argument("people", type=Path, help="what accuracy_people --save kept")
    parser.add_argument("--model", type=Path, help="model file; default: the fetched one")
    parser.add_argument("--plot", type=Path, help="draw the calibration")
    parser.add_argument("--write", action="store_true", help="write the weights to models/")
    asked = parser.parse_args(arguments)
    try:
        rendered = of_people(seen(*kept(asked.people)))
        looked = look(asked.folder, read_index(asked.folder), weights.ensure(asked.model))
    except UnknotError as error:
        raise SystemExit(f"learn_kneeling: {error}") from error
    report([*of_photos(looked), *rendered], asked.plot, write=asked.write)


def report(examples: Sequence[Example], picture: Path | None, *, write: bool) -> None:
    """Print, draw and write what is learnt."""
    chances = held_out(examples)
    print("\n\n".join(markdown(table) for table in tables(examples, chances)))
    if picture:
        plot(picture, examples, chances)
    if write:
        Path("models", FILE).write_text(as_json(fit(examples), examples), encoding="utf-8")


if __name__ == "__main__":
    main()
