"""Put pieces of a video behind each other, with the sound of the recording they were drawn on."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from heapq import merge
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

import av
import av.error

from vision.errors import FrameSourceError, FrameWriterError
from vision.frames.video.container import open_video
from vision.frames.video.seeking import OpenRecording
from vision.frames.video.sound import NO_SOUND, OVER_ALONE, Sound
from vision.frames.video.writer import why_not_created
from vision.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from av import VideoStream
    from av.container import OutputContainer
    from av.packet import Packet

    from vision.frames.video.sound import Over, TimedSound

    TimedPicture: TypeAlias = tuple[float, Packet[VideoStream]]
    """Seconds since the first picture, and the packet."""

_INDEX_FIRST: Final = {"movflags": "+faststart"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the video.

    Attributes
    ----------
    path
        Written by `VideoWriter`; its first picture is at 0 in the file.
    start_s
        When that picture shows, in seconds since the recording's first picture.

    """

    path: Path
    start_s: float


def join(
    pieces: Sequence[Piece],
    sound_from: Path | None,
    target: Path,
    *,
    duration_s: float,
    over: Over | None = None,
) -> str | None:
    """Write one .mp4 that browsers play and seek, whole or not at all.

    The pictures are copied as they are coded; the sound as well where browsers play it, else it is
    encoded to AAC. The same input gives the same bytes.

    Parameters
    ----------
    pieces
        At least one, in the order of time, all of one size and written with the same settings.
    sound_from
        The recording whose sound to add, in time with its first picture; None for none.
    target
        The file to write; an existing one is replaced.
    duration_s
        Where the last picture ends, in seconds since the recording's first.
    over
        What is laid over the sound, which is encoded anew then; None for nothing.

    Returns
    -------
    str | None
        One sentence if not all of the sound could be had; None when all went well.

    Raises
    ------
    FrameSourceError
        If a piece cannot be read.
    FrameWriterError
        If the file cannot be written, or the pieces do not fit together.

    """
    part = target.with_name(f"{target.name}.part")
    try:
        # Plain mistakes in the place are told apart by the system, not by FFmpeg.
        part.open("wb").close()
    except OSError as error:
        raise FrameWriterError(why_not_created(target, str(target), error)) from error
    try:
        sound, trouble = _sound_of(sound_from, duration_s, over)
        _write(pieces, sound, part, duration_s)
        part.replace(target)
    except (av.error.FFmpegError, OSError) as error:
        raise FrameWriterError(_why_not_written(target, error)) from error
    finally:
        part.unlink(missing_ok=True)
    return trouble if sound is None or trouble else sound.trouble


def _sound_of(
    path: Path | None, duration_s: float, over: Over | None
) -> tuple[Sound | None, str | None]:
    """Find the sound of a recording, or say why it cannot be had."""
    if path is None:
        return None, None
    silent = None if over is None else Sound(path, 0.0, duration_s, over, silent=True)
    try:
        with OpenRecording(path) as recording:
            tracks = recording.container.streams.audio
            if not tracks:
                return silent, None
            if all(track.codec_context is None for track in tracks):
                return silent, say(OVER_ALONE if silent else NO_SOUND)
            return Sound(path, recording.decoder.origin_s, duration_s, over), None
    except FrameSourceError as error:
        return silent, say("the video has no sound: {reason}", reason=error)


def _write(pieces: Sequence[Piece], sound: Sound | None, part: Path, duration_s: float) -> None:
    with av.open(f"file:{part}", "w", format="mp4", options=_INDEX_FIRST) as output:
        track, settings = _track_for(pieces[0], output)
        pictures = _lasting(_pictures(pieces, track, settings), duration_s)
        heard: Iterator[TimedSound] = iter(()) if sound is None else sound.added_to(output)
        # By time, so that no player has to jump back and forth in the file.
        for _, packet in merge(pictures, heard, key=itemgetter(0)):
            output.mux_one(packet)


def _track_for(piece: Piece, output: OutputContainer) -> tuple[VideoStream, bytes | None]:
    container, stream = open_video(piece.path)
    with container:
        track = output.add_stream_from_template(stream, opaque=True)
        return track, stream.codec_context.extradata


def _pictures(
    pieces: Sequence[Piece], track: VideoStream, settings: bytes | None
) -> Iterator[TimedPicture]:
    """Yield the packets of all pieces, at their times in the recording."""
    last_pts = -1
    for piece in pieces:
        container, stream = open_video(piece.path)
        with container:
            if stream.codec_context.extradata != settings:
                text = say(
                    "expected pieces of one size and settings, got another in {file}; "
                    "remove the pieces and begin again",
                    file=piece.path,
                )
                raise FrameWriterError(text)
            for packet in container.demux(stream):
                if packet.pts is None:
                    continue
                shift = round(piece.start_s / float(packet.time_base))
                last_pts = max(packet.pts + shift, last_pts + 1)
                packet.pts = packet.dts = last_pts
                packet.stream = track
                yield float(last_pts * packet.time_base), packet


def _lasting(pictures: Iterator[TimedPicture], until_s: float) -> Iterator[TimedPicture]:
    """Let each picture last until the next, and the last one until the end."""
    t_s, packet = next(pictures)
    for next_s, following in pictures:
        packet.duration = (following.pts or 0) - (packet.pts or 0)
        yield t_s, packet
        t_s, packet = next_s, following
    packet.duration = max(1, round((until_s - t_s) / float(packet.time_base)))
    yield t_s, packet


def _why_not_written(target: Path, error: Exception) -> str:
    if getattr(error, "errno", None) == errno.ENOSPC:
        return say("the disk of {file} is full; make room and try again", file=target)
    return say("{file} cannot be written: {reason}", file=target, reason=error)
