"""What bodies found in one picture tell together: what looks at one agree on, and who is two.

One look can be sure and wrong: arms across the legs, a head between the knees. Looks at turned and
mirrored copies go wrong in different ways and right in the same way, so what most of them say is
kept, and a landmark they place differently counts as unseen.
"""

from __future__ import annotations

import warnings
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from vision.landmarks import skeleton as sk
from vision.landmarks.landmarker import Closing
from vision.landmarks.plausibility import plausible
from vision.landmarks.types import SEEN_VISIBILITY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from vision.frames.source import Frame
    from vision.landmarks.engines import Engine
    from vision.landmarks.types import Landmarks

MAIN: Final = (
    sk.Landmark.NOSE,
    *sk.EARS,
    *sk.SHOULDERS,
    *sk.ELBOWS,
    *sk.WRISTS,
    *sk.HIPS,
    *sk.KNEES,
    *sk.ANKLES,
)
"""The landmarks by which two looks are compared."""
SAME_BODY: Final = 0.3
"""Median distance of two looks' landmarks up to which they show the same body, in body sizes (the
square root of the silhouette's area)."""
SAME_PLACE: Final = 0.15
"""Median distance from the middle up to which the looks agree on a landmark, in body sizes. On
photographs they are 0.01-0.04 apart where they are right, and 0.2 and more where a leg is lost."""
FEWEST: Final = 5
"""Looks that have to agree."""
MOST_SPREAD: Final = 0.05
"""Median distance of the looks' landmarks from the middle, in body sizes: 0.008-0.038 on 57
photographs of people; 0.045-0.215 on the same with the people painted over, where a low confidence
still finds somebody in 18."""
LEAST_OVERLAP: Final = 0.85
"""Mean of what the looks' silhouettes share with the merged one over what either covers. On the
same photographs 0.92-0.99 on people, 0.50-0.84 on all but two of those painted over."""
TWO_APART: Final = 0.75
"""Trunks, of the longer one, between the middles of two trunks that are two people's: 2 of 128
photographs of one person gave two bodies, 0.04 and 0.13 apart. What folds up is often missed: of 64
pairs of such photographs put side by side two were found in 26, so it says "surely" or nothing."""
_ENOUGH: Final = 0.5  # share of the looks that have to agree
_IN_COMMON: Final = 4  # landmarks two looks have to share to be compared
_APART: Final = np.inf
_DISPUTED_VISIBILITY: Final = 0.4  # under SEEN_VISIBILITY: a guess


def consensus(looks: Sequence[Landmarks]) -> Landmarks | None:
    """Return the body most looks agree on, or None when they do not.

    Parameters
    ----------
    looks
        What was found by looking at one picture in several ways, all in that picture's pixels, with
        silhouettes of one shape.

    Returns
    -------
    Landmarks or None
        The median of those that agree, silhouettes by majority. A landmark they place more than
        `SAME_PLACE` apart is NaN, its visibility under `SEEN_VISIBILITY`. None when fewer than
        `FEWEST`, or fewer than half of all looks, show the same plausible body, when they agree
        less closely than they do on people, or when not even its trunk is seen.

    """
    sound = [look for look in looks if plausible(look)]
    if len(sound) < FEWEST:
        return None
    size_px = float(_nanmedian(np.array([_body_size_px(look) for look in sound]), axis=0))
    near = _apart(sound, size_px) < SAME_BODY
    middle = int(near.sum(axis=1).argmax())
    members = [look for look, same in zip(sound, near[middle], strict=True) if same]
    if len(members) < max(FEWEST, _ENOUGH * len(looks)):
        return None
    agreed = _merged(members, size_px)
    return agreed if _trunk_is_seen(agreed) and _firm(members, agreed, size_px) else None


def _firm(members: Sequence[Landmarks], agreed: Landmarks, size_px: float) -> bool:
    """Say whether the looks agree as closely as they do on people, and not on shadows."""
    xy = np.array([look.xy_px[list(MAIN)] for look in members]) - agreed.xy_px[list(MAIN)]
    spread = float(_nanmedian(np.linalg.norm(xy, axis=-1).ravel(), axis=0)) / size_px
    overlaps = [_overlap(look.silhouette, agreed.silhouette) for look in members]
    return spread <= MOST_SPREAD and float(np.mean(overlaps)) >= LEAST_OVERLAP


def _overlap(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> float:
    if one is None or other is None:
        return 0.0
    either = np.count_nonzero(one | other)
    return np.count_nonzero(one & other) / either if either else 0.0


def _trunk_is_seen(body: Landmarks) -> bool:
    """Say whether a shoulder and a hip are seen, without which nothing can be measured."""
    seen = np.asarray(np.isfinite(body.xy_px).all(axis=-1))
    return bool(seen[list(sk.SHOULDERS)].any() and seen[list(sk.HIPS)].any())


def same_body(one: Landmarks, other: Landmarks) -> bool:
    """Tell whether two looks at one picture show the same body, in the same posture."""
    pair = (one, other)
    size_px = float(np.mean([_body_size_px(look) for look in pair]))
    return bool(_apart(pair, size_px).max() < SAME_BODY)


def _body_size_px(look: Landmarks) -> float:
    if look.silhouette is None or not look.silhouette.any():
        return float("nan")
    width, height = look.size_px
    return float(np.sqrt(np.count_nonzero(look.silhouette) / look.silhouette.size * width * height))


def _apart(looks: Sequence[Landmarks], size_px: float) -> NDArray[np.float64]:
    """Return ``(n, n)`` median distances between looks, in body sizes, infinite if not to tell."""
    xy = np.array([look.xy_px[list(MAIN)] for look in looks])
    distances = np.linalg.norm(xy[:, np.newaxis] - xy[np.newaxis], axis=-1) / size_px
    comparable = np.isfinite(distances).sum(axis=-1) >= _IN_COMMON
    return np.where(comparable, _nanmedian(distances, axis=-1), _APART)


def _merged(members: Sequence[Landmarks], size_px: float) -> Landmarks:
    xy = np.array([look.xy_px for look in members])
    xy_px = _nanmedian(xy, axis=0)
    spread = _nanmedian(np.linalg.norm(xy - xy_px, axis=-1), axis=0) / size_px
    seen_by = np.isfinite(xy).all(axis=-1).sum(axis=0)
    disputed = ~((2 * seen_by > len(members)) & (spread < SAME_PLACE))
    xy_px[disputed] = np.nan
    visibility = np.median([look.visibility for look in members], axis=0)
    outside = disputed & (seen_by == 0) & (visibility >= SEEN_VISIBILITY)
    doubted = np.where(outside, visibility, np.minimum(visibility, _DISPUTED_VISIBILITY))
    return replace(
        members[0],
        xy_px=xy_px,
        xyz_m=np.median([look.xyz_m for look in members], axis=0),
        visibility=np.where(disputed, doubted, visibility),
        silhouette=_majority([look.silhouette for look in members if look.silhouette is not None]),
    )


def _majority(masks: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    votes = np.sum(masks, axis=0, dtype=np.uint16)
    return (2 * votes > len(masks)).astype(np.uint8)


def _nanmedian(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    with warnings.catch_warnings():
        # Landmarks that no look has seen are NaN, as they should be.
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        return np.asarray(np.nanmedian(values, axis=axis))


class Crowd(Closing):
    """Looks for a second person, picture by picture, with a landmarker of its own.

    Raises
    ------
    LandmarkerError
        If the model cannot be read or is no pose landmarker.

    """

    def __init__(self, engine: Engine) -> None:
        self._pose = engine.start(silhouette=False, tracking=False, most_bodies=2)

    def close(self) -> None:
        """Free the model; safe to call twice."""
        self._pose.close()

    def in_picture(self, frame: Frame) -> bool:
        """Tell whether two people are surely in ``frame``.

        Raises
        ------
        LandmarkerError
            After `close`, or when the model fails on this picture.

        """
        people = [body for body in self._pose.detect_all(frame) if plausible(body)]
        return any(_two_people(a, b) for a, b in combinations(people, 2))


def _two_people(a: Landmarks, b: Landmarks) -> bool:
    (middle_a, long_a), (middle_b, long_b) = _trunk(a), _trunk(b)
    return bool(np.linalg.norm(middle_a - middle_b) > TWO_APART * max(long_a, long_b))


def _trunk(body: Landmarks) -> tuple[np.ndarray, float]:
    """Return the middle of the trunk and its length in pixels, NaN where it is not seen."""
    hips, shoulders = (body.xy_px[list(joint)].mean(axis=0) for joint in (sk.HIPS, sk.SHOULDERS))
    return (hips + shoulders) / 2, float(np.linalg.norm(hips - shoulders))
