"""One body in numbers: for one picture (`Landmarks`) and over time (`Recording`)."""

from __future__ import annotations

import io
import json
import math
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from vision.errors import FrameWriterError
from vision.files import write_whole
from vision.landmarks.npz import read_arrays, refused, require_known_version
from vision.landmarks.skeleton import LANDMARK_COUNT
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from typing_extensions import Self

FORMAT_VERSION: Final = 1
"""Of saved recordings; grows when an array changes its meaning or goes."""
SEEN_VISIBILITY: Final = 0.5
"""Below this visibility a landmark is a guess. On people kneeling side-on the near leg reads
0.93-1.00 and the leg hidden behind it 0.11-0.30, so the middle parts the two."""


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """What the landmarker saw of one person in one picture.

    Attributes
    ----------
    t_s
        Time of the picture, as in its `Frame`.
    xy_px
        ``(33, 2)`` float64, pixels of the picture, x to the right, y down. NaN in both where the
        landmark is unseen: visibility under `SEEN_VISIBILITY`, or outside the picture.
    xyz_m
        ``(33, 3)`` float64, metres, origin between the hips, x to the right of the picture, y
        down, z away from the camera. The model's own guess of depth, with hidden points as guessed.
    visibility
        ``(33,)`` float64 in [0, 1] as the model gives it, also for unseen landmarks.
    silhouette
        ``(rows, columns)`` uint8, nonzero where the person is; covers the whole picture, possibly
        at a lower resolution. None when none was asked for.
    size_px
        ``(width, height)`` of the picture.
    lean_deg
        How far to the right the world's vertical leans in the picture where the hips are, by the
        lines of the room (`vision.frames.level`); NaN where they do not tell.
    patch_motion
        ``(P, 3)`` how patches on the trunk have moved since the picture before
        (`vision.landmarks.patches.motion`). None where nothing is told of them.

    """

    t_s: float
    xy_px: NDArray[np.float64]
    xyz_m: NDArray[np.float64]
    visibility: NDArray[np.float64]
    silhouette: NDArray[np.uint8] | None
    size_px: tuple[int, int]
    lean_deg: float = math.nan
    patch_motion: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One person's landmarks over time: the arrays of `Landmarks` with a leading time axis.

    Pictures that show nobody are rows of NaN, so every picture keeps its place.

    Attributes
    ----------
    t_s
        ``(T,)`` float64, seconds, strictly increasing.
    xy_px
        ``(T, 33, 2)`` float64, NaN where unseen.
    xyz_m
        ``(T, 33, 3)`` float64.
    visibility
        ``(T, 33)`` float64 in [0, 1].
    dorsal_profile
        ``(T, N)`` float64: what the picture tells of the back, of a leg stretched ahead and of the
        vertical, NaN where it tells nothing (`vision.measure.body.outline_of`).
    size_px
        ``(width, height)`` of the pictures.
    crowded_s
        ``(K,)`` seconds at which more than one person was found, where that was looked for.
    provenance
        What the numbers come from, by name: the video, the model, the program.
    patch_motion
        ``(T, P, 3)`` float64, NaN where unseen. None where patches were not followed.

    Raises
    ------
    ValueError
        If the shapes do not fit together, or time does not increase.

    """

    t_s: NDArray[np.float64]
    xy_px: NDArray[np.float64]
    xyz_m: NDArray[np.float64]
    visibility: NDArray[np.float64]
    dorsal_profile: NDArray[np.float64]
    size_px: tuple[int, int]
    crowded_s: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    provenance: Mapping[str, str] = field(default_factory=dict)
    patch_motion: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        """Check that the arrays belong together."""
        count = len(self.t_s)
        expected = {
            "t_s": (count,),
            "xy_px": (count, LANDMARK_COUNT, 2),
            "xyz_m": (count, LANDMARK_COUNT, 3),
            "visibility": (count, LANDMARK_COUNT),
            "dorsal_profile": (count, *(self.dorsal_profile.shape[1:2] or (0,))),
            "crowded_s": (self.crowded_s.size,),
        }
        if self.patch_motion is not None:
            expected[_PATCHES] = (count, *self.patch_motion.shape[1:2], 3)
        for name, shape in expected.items():
            if (actual := getattr(self, name).shape) != shape:
                raise ValueError(f"{name} should be shaped {shape}, not {actual}")
            if np.isinf(getattr(self, name)).any():
                raise ValueError(f"{name} should hold no infinite number")
        if not (np.isfinite(self.t_s).all() and (np.diff(self.t_s) > 0).all()):
            raise ValueError("t_s should increase from picture to picture")
        if min(self.size_px) < 1:
            raise ValueError(f"size_px should be at least 1 by 1, not {self.size_px}")

    @classmethod
    def stack(
        cls,
        t_s: Iterable[float],
        found: Iterable[Landmarks | None],
        dorsal_profile: NDArray[np.float64],
        size_px: tuple[int, int],
    ) -> Self:
        """Put the landmarks of consecutive pictures together.

        Parameters
        ----------
        t_s
            Time of each picture.
        found
            What was found in each picture; None becomes a row of NaN.
        dorsal_profile
            ``(T, N)``, one row a picture.
        size_px
            ``(width, height)`` of the pictures.

        """
        bodies = list(found)
        return cls(
            t_s=np.array(list(t_s), float),
            xy_px=_rows((None if b is None else b.xy_px for b in bodies), (LANDMARK_COUNT, 2)),
            xyz_m=_rows((None if b is None else b.xyz_m for b in bodies), (LANDMARK_COUNT, 3)),
            visibility=_rows(
                (None if b is None else b.visibility for b in bodies), (LANDMARK_COUNT,)
            ),
            dorsal_profile=dorsal_profile,
            size_px=size_px,
            patch_motion=_patches(None if b is None else b.patch_motion for b in bodies),
        )

    @classmethod
    def join(cls, parts: Sequence[Self]) -> Self:
        """Put recordings that follow each other together, with the provenance of the first.

        Raises
        ------
        ValueError
            If there are none, their pictures differ in size, or they overlap in time.

        """
        if len({part.size_px for part in parts}) != 1:
            raise ValueError("expected parts with pictures of one size")
        columns = {name: [getattr(part, name) for part in parts] for name in _ARRAYS}
        arrays: dict[str, Any] = {name: np.concatenate(rows) for name, rows in columns.items()}
        patches = _patches(
            None if part.patch_motion is None else part.patch_motion[row]
            for part in parts
            for row in range(len(part.t_s))
        )
        return replace(parts[0], **arrays, patch_motion=patches)

    @property
    def somebody(self) -> NDArray[np.bool_]:
        """``(T,)``: in which pictures a body was found."""
        return np.asarray(np.isfinite(self.xyz_m).all(axis=(1, 2)))

    def at(self, t_s: float) -> Landmarks | None:
        """Return the body between two pictures, or None where either shows nobody.

        Points move in straight lines from picture to picture; one that is unseen in either is
        unseen between them. Before the first picture and after the last it is as there.
        """
        after = int(np.clip(np.searchsorted(self.t_s, t_s), 0, len(self.t_s) - 1))
        before = after if self.t_s[after] <= t_s else max(0, after - 1)
        span_s = self.t_s[after] - self.t_s[before]
        share = float(np.clip((t_s - self.t_s[before]) / span_s, 0, 1)) if span_s > 0 else 0.0
        if not self.somebody_at(before) or not self.somebody_at(after):
            return None

        def between(rows: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.asarray((1 - share) * rows[before] + share * rows[after])

        return Landmarks(
            t_s=t_s,
            xy_px=between(self.xy_px),
            xyz_m=between(self.xyz_m),
            visibility=between(self.visibility),
            silhouette=None,
            size_px=self.size_px,
        )

    def somebody_at(self, row: int) -> bool:
        """Tell whether a body was found in the picture of one row."""
        return bool(np.isfinite(self.xyz_m[row]).all())

    def save(self, path: Path) -> None:
        """Write to ``path`` (a compressed ``.npz``), whole or not at all.

        Raises
        ------
        FrameWriterError
            If the folder cannot be written to.

        """
        held = {each.name: getattr(self, each.name) for each in fields(self)}
        arrays: dict[str, Any] = {name: value for name, value in held.items() if value is not None}
        # As text: numpy would store a dictionary as a pickle.
        arrays["version"] = FORMAT_VERSION
        arrays["provenance"] = json.dumps(dict(self.provenance), sort_keys=True)
        try:
            data = io.BytesIO()
            np.savez_compressed(data, **arrays)
            write_whole(path, data.getvalue())
        except OSError as error:
            raise FrameWriterError(
                say("cannot write the recording {path}: {reason}", path=path, reason=error.strerror)
            ) from error

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote; nothing in the file is executed.

        Raises
        ------
        UsageError
            If the file is missing, damaged, something else, or of a newer format.

        """
        arrays = read_arrays(path, (*_ARRAYS, "size_px", "provenance"), ("version", _PATCHES))
        try:
            require_known_version(
                int(arrays["version"]) if "version" in arrays else 1, FORMAT_VERSION
            )
            width, height = (int(side) for side in arrays["size_px"])
            told = json.loads(str(arrays["provenance"]))
            provenance = {str(name): str(text) for name, text in told.items()}
            names = (*_ARRAYS, _PATCHES) if _PATCHES in arrays else _ARRAYS
            columns = {name: arrays[name].astype(float) for name in names}
            return cls(**columns, size_px=(width, height), provenance=provenance)
        except (ValueError, TypeError, AttributeError) as error:
            raise refused(path, " ".join(str(error).split())) from error


_ARRAYS: Final = ("t_s", "xy_px", "xyz_m", "visibility", "dorsal_profile", "crowded_s")
_PATCHES: Final = "patch_motion"


def _rows(
    rows: Iterable[NDArray[np.float64] | None], shape: tuple[int, ...]
) -> NDArray[np.float64]:
    nobody = np.full(shape, np.nan)
    filled = [nobody if row is None else row for row in rows]
    return np.array(filled, float).reshape(-1, *shape)


def _patches(rows: Iterable[NDArray[np.float64] | None]) -> NDArray[np.float64] | None:
    """Put the motion of patches together, ``(T, P, 3)``; None where they are never followed."""
    known = list(rows)
    shape = next((row.shape for row in known if row is not None), None)
    return None if shape is None else _rows(known, shape)
