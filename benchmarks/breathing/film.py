"""From a breathing body to the pictures a webcam hands on: sway, light, noise, compression."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import av
import cv2
import numpy as np

from benchmarks.breathing.stage import Setting, Stage
from vision.frames.source import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from benchmarks.breathing.wave import Wave
    from benchmarks.practitioner.scene import View

_SWAYS_HZ: Final = (0.03, 0.05, 0.08, 0.13, 0.21, 0.34)
_KBIT_S: Final = {480: 1200, 720: 2500, 1080: 4500}
"""What video calls and recording programs spend at 30 pictures a second."""
_FLICKER: Final = 0.002
_JPEG_QUALITY: Final = 85
_COLOURED: Final = 0.4
"""The share of a sensor's noise that differs between the colours."""
_CURTAIN_FOLD_M: Final = 0.16


@dataclass(frozen=True, slots=True)
class Shoot:
    """How a body is filmed.

    Attributes
    ----------
    setting
        Who sits where.
    wave
        The breath.
    chest_lag_s
        How much later than the abdomen the chest breathes; negative: earlier.
    fps
        Pictures a second.
    noise
        Standard deviation of the sensor's noise, of 255.
    sway_deg
        Standard deviation of the trunk's slow sway about the hips.
    rocking_deg
        How far it rocks to and fro with the wave, as if that were the breath.
    codec
        "none", "jpeg" as webcams send, "h264" as recordings are kept, "h264 low" at half that rate.
    curtain_hz
        How often a curtain behind the body waves, 0 where there is none.
    body
        Whether anybody is there.
    seed
        Chooses sway and noise.

    """

    setting: Setting
    wave: Wave
    chest_lag_s: float = 0.2
    fps: float = 15.0
    noise: float = 2.0
    sway_deg: float = 0.06
    rocking_deg: float = 0.0
    codec: str = "jpeg"
    curtain_hz: float = 0.0
    body: bool = True
    seed: int = 0

    @property
    def times_s(self) -> NDArray[np.float64]:
        """When each picture is taken."""
        return np.arange(0.0, self.wave.duration_s - 1e-9, 1.0 / self.fps)

    @property
    def lag_s(self) -> float:
        """How much later than the wave the trunk breathes, abdomen and chest as they weigh."""
        share = self.setting.amounts.abdomen_share
        return 0.0 if np.isnan(share) else (1.0 - share) * self.chest_lag_s

    def moves(self, t_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return how far the body has moved at each moment in each of its ways, metres, radians."""
        amounts, chest = self.setting.amounts, self.wave.fullness(t_s - self.chest_lag_s)
        belly, rng = self.wave.fullness(t_s), np.random.default_rng(self.seed)
        rocking = np.radians(self.rocking_deg) * (belly - 0.5)
        return {
            "abdomen": amounts.abdomen_m * belly,
            "chest": amounts.chest_m * chest,
            "shoulders": amounts.shoulders_m * chest,
            "bow": np.radians(self.sway_deg) * _wandering(t_s, rng) + rocking,
            "lean": 0.7 * np.radians(self.sway_deg) * _wandering(t_s, rng),
        }

    def frames(self) -> Iterator[Frame]:
        """Film it."""
        pictures = through(self.codec, self._taken(), self.setting.size, self.fps)
        for index, (t_s, image) in enumerate(zip(self.times_s, pictures, strict=True)):
            yield Frame(image, float(t_s), index)

    def _taken(self) -> Iterator[NDArray[np.uint8]]:
        """Yield what the sensor sees."""
        stage = Stage(self.setting)
        sensor = Sensor(self.setting.size, self.noise, self.seed)
        moves = self.moves(self.times_s)
        for index, t_s in enumerate(self.times_s.tolist()):
            room = stage.empty_room
            if self.curtain_hz:
                room = curtained(room, stage.view, self.curtain_hz * t_s)
            now = {way: float(values[index]) for way, values in moves.items()}
            yield sensor.read(stage.over(room, now) if self.body else room)


def _wandering(t_s: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return slow, irregular to and fro of standard deviation 1: the slower, the larger."""
    hz = np.array(_SWAYS_HZ) * rng.uniform(0.85, 1.15, len(_SWAYS_HZ))
    sizes = hz**-0.5
    turns = hz[:, None] * t_s + rng.uniform(0.0, 1.0, (len(hz), 1))
    return np.asarray(sizes @ np.sin(2.0 * np.pi * turns) / np.sqrt(0.5 * np.sum(sizes**2)))


class Sensor:
    """Adds noise and a light that is never quite the same."""

    def __init__(self, size: tuple[int, int], noise: float, seed: int) -> None:
        self._rng = np.random.default_rng((seed, 7))
        self._size = size
        wide, high = size
        grey = self._rng.standard_normal((high + 97, wide + 97, 1), dtype=np.float32)
        coloured = self._rng.standard_normal((high + 97, wide + 97, 3), dtype=np.float32)
        share = _COLOURED
        self._noise = noise * (np.sqrt(1.0 - share**2) * grey + share * coloured)

    def read(self, light: NDArray[np.float32]) -> NDArray[np.uint8]:
        """Return the sensor's picture."""
        x, y = self._rng.integers(0, 97, 2)
        wide, high = self._size
        noisy = cv2.add(light, self._noise[y : y + high, x : x + wide])
        gain = 1.0 + _FLICKER * float(self._rng.normal())
        return np.asarray(cv2.convertScaleAbs(np.maximum(noisy, 0.0), alpha=gain))


def curtained(
    room: NDArray[np.float32], view: View, turns: float, shares: tuple[float, float] = (0.05, 0.95)
) -> NDArray[np.float32]:
    """Hang a curtain over the upper part of the room, waving: ``turns`` cycles have gone by."""
    wide, high = view.size
    left, right, bottom = int(shares[0] * wide), int(shares[1] * wide), int(0.55 * high)
    down = np.arange(bottom, dtype=np.float32)[:, None] / bottom
    fold_px = _CURTAIN_FOLD_M * view.focal_px / 4.5
    sway_px = 0.25 * fold_px * down * np.sin(2.0 * np.pi * (turns - 0.3 * down))
    x = np.arange(left, right, dtype=np.float32)[None, :]
    bright = 1.0 + 0.16 * np.sin(2.0 * np.pi * (x - sway_px) / fold_px)
    hung: NDArray[np.float32] = room.copy()
    hung[:bottom, left:right] *= bright[..., None].astype(np.float32)
    return hung


def through(
    codec: str, pictures: Iterator[NDArray[np.uint8]], size: tuple[int, int], fps: float
) -> Iterator[NDArray[np.uint8]]:
    """Compress and decompress pictures."""
    if codec == "none":
        return pictures
    if codec == "jpeg":
        return map(_jpeg, pictures)
    return _h264(pictures, size, fps, 0.5 if codec.endswith("low") else 1.0)


def _jpeg(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR))


def bit_rate(size: tuple[int, int], fps: float) -> int:
    """Return how many bits a second a recording of this size is given."""
    nearest = min(_KBIT_S, key=lambda lines: abs(lines - size[1]))
    return int(1000 * _KBIT_S[nearest] * (fps / 30.0) ** 0.7)


def encoder(size: tuple[int, int], fps: float, share: float = 1.0) -> av.VideoCodecContext:
    """Return an H.264 encoder as recording programs set it up."""
    encoding = av.CodecContext.create("libx264", "w")
    encoding.width, encoding.height = size
    encoding.pix_fmt, encoding.framerate = "yuv420p", Fraction(round(fps))
    encoding.time_base = 1 / encoding.framerate
    encoding.bit_rate = int(share * bit_rate(size, fps))
    encoding.options = {"preset": "veryfast", "tune": "zerolatency", "threads": "1"}
    return encoding


def _h264(
    pictures: Iterator[NDArray[np.uint8]], size: tuple[int, int], fps: float, share: float
) -> Iterator[NDArray[np.uint8]]:
    encoding, decoding = encoder(size, fps, share), av.CodecContext.create("h264", "r")
    for image in pictures:
        for packet in encoding.encode(av.VideoFrame.from_ndarray(image, format="bgr24")):
            for frame in decoding.decode(packet):
                yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
    for last in (*encoding.encode(None), None):
        for frame in decoding.decode(last):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)
