"""Renders every sentence a practice can speak into the files that come along.

Run ``python -m tools.voice`` whenever texts have changed: it writes what is new to
``vision/render/sound/english`` and takes away what is not said any more, in half a minute. It needs
flite (``apt-get install flite``), whose voice and licence ``docs/voices.md`` names.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Final

from vision.app.settings import shipped_sentences
from vision.render.sound.engines import flite, rendered
from vision.render.sound.phrases import file_stem
from vision.render.sound.samples import write_speech

ENGLISH: Final = Path(__file__).resolve().parents[1] / "vision" / "render" / "sound" / "english"


def spoken(sentence: str) -> bytes:
    """Return a sentence spoken, as Ogg Opus; the same text gives the same bytes."""
    engine = flite()
    if engine is None:
        raise SystemExit("flite is not installed: apt-get install flite")
    samples = rendered(engine, sentence, longest_s=120.0)
    if samples is None:
        raise RuntimeError(f"flite said nothing, or not all of it, for {sentence!r}")
    target = BytesIO()
    write_speech(target, samples)
    return target.getvalue()


def refresh(folder: Path = ENGLISH) -> tuple[int, int]:
    """Bring the files up to date; return how many were written, and how many taken away."""
    folder.mkdir(exist_ok=True)
    wanted = {f"{file_stem(sentence)}.opus": sentence for sentence in shipped_sentences()}
    dead = [file for file in folder.glob("*.opus") if file.name not in wanted]
    for file in dead:
        file.unlink()
    with ThreadPoolExecutor() as pool:
        written = sum(pool.map(lambda each: _write(folder / each[0], each[1]), wanted.items()))
    return written, len(dead)


def _write(file: Path, sentence: str) -> bool:
    data = spoken(sentence)
    if file.exists() and file.read_bytes() == data:
        return False
    file.write_bytes(data)
    return True


def main() -> None:
    """Refresh the files, and tell what has changed."""
    written, dead = refresh()
    files = [*ENGLISH.glob("*.opus")]
    size_kb = sum(file.stat().st_size for file in files) // 1024
    print(f"{len(files)} sentences, {size_kb} KB: {written} written, {dead} taken away")


if __name__ == "__main__":
    main()
