"""Look at rendered people, and keep what was seen of them: rendering all takes half an hour."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from benchmarks.ahead import made_ahead
from benchmarks.people.pictures import Person, picture
from benchmarks.synthetic.picture import SIZE_PX
from vision.errors import UsageError
from vision.frames.source import Frame
from vision.landmarks.engines import Engine
from vision.landmarks.seeing.search import Searcher
from vision.landmarks.types import Recording
from vision.measure.body import (
    OUTLINE,
    body_from_landmarks,
    body_from_recording,
    outline_of,
)
from vision.measure.meter import Meter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vision.landmarks.types import Landmarks
    from vision.measure.body import Body
    from vision.measure.meter import Readings

_AHEAD: Final = 4  # pictures made before they are needed


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A person and what was seen of them.

    Attributes
    ----------
    person
        Who.
    off_side_deg
        Where the camera stood: 0 side-on, 90 in front, negative towards the back.
    body, readings
        None when nobody was found.

    """

    person: Person
    off_side_deg: float
    body: Body | None
    readings: Readings | None


def look(people: Sequence[Person], model: Path) -> tuple[Recording, list[float]]:
    """Render everybody and search the pictures as photographs are; also where cameras stood.

    The recording has a row for each, NaN where nobody was found.
    """
    found: list[Landmarks | None] = []
    outlines, off_side_deg = [], []
    with Searcher(Engine(model)) as searcher:
        for place, made in enumerate(made_ahead(picture, people, _AHEAD)):
            one = searcher.find(Frame(made.image, float(place), place))
            found.append(one)
            nothing = np.full(OUTLINE, np.nan)
            outlines.append(nothing if one is None else outline_of(body_from_landmarks(one)))
            off_side_deg.append(made.conditions.off_side_deg)
    times_s = [float(place) for place in range(len(found))]
    recording = Recording.stack(times_s, found, np.array(outlines), SIZE_PX)
    return recording, off_side_deg


def keep(
    path: Path, people: Sequence[Person], recording: Recording, off_side_deg: Sequence[float]
) -> None:
    """Write what was seen, to be read by `kept`."""
    known = {"people": [asdict(each) for each in people], "off_side_deg": list(off_side_deg)}
    provenance = {**recording.provenance, "people": json.dumps(known)}
    replace(recording, provenance=provenance).save(path)


def kept(path: Path) -> tuple[list[Person], Recording, list[float]]:
    """Read what `keep` wrote.

    Raises
    ------
    UsageError
        If it is no such file.

    """
    recording = Recording.load(path)
    if "people" not in recording.provenance:
        raise UsageError(f"{path} holds no rendered people; make it with --save {path}")
    known = json.loads(recording.provenance["people"])
    return [Person(**each) for each in known["people"]], recording, known["off_side_deg"]


def seen(
    people: Sequence[Person], recording: Recording, off_side_deg: Sequence[float]
) -> list[Seen]:
    """Measure everybody, each as a picture of its own."""
    bodies = body_from_recording(recording)
    return [
        Seen(person, off, None, None)
        if not bodies.somebody[row]
        else Seen(person, off, body, Meter().read(body))
        for row, (person, off) in enumerate(zip(people, off_side_deg, strict=True))
        for body in [bodies[row]]
    ]
