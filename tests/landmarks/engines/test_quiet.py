"""MediaPipe's chatter is dropped from descriptor 2; everything else arrives."""

import os
import threading

import pytest

from vision.landmarks.engines.quiet import chatter_dropped

CHATTER = (
    b"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"
    b"WARNING: All log messages before absl::InitializeLog() is called are written to STDERR\n"
    b"W0000 00:00:1795379953.056700    9787 inference_feedback_manager.cc:114] Feedback\n"
    b"I0000 00:00:1795379953.416908    9787 gl_context.cc:357] GL version\n"
)


def test_chatter_is_dropped_and_the_rest_arrives(capfd: pytest.CaptureFixture[str]) -> None:
    """Errors, and lines that only look alike, are passed on in their order."""
    with chatter_dropped():
        os.write(2, b"first\n" + CHATTER + b"E0000 00:00:1.5 1 a.cc:1] serious\nW is a letter\n")
    assert capfd.readouterr().err == "first\nE0000 00:00:1.5 1 a.cc:1] serious\nW is a letter\n"


def test_afterwards_everything_arrives(capfd: pytest.CaptureFixture[str]) -> None:
    """Only the block is quiet."""
    with chatter_dropped():
        pass
    os.write(2, CHATTER)
    assert capfd.readouterr().err == CHATTER.decode()


def test_an_error_inside_gives_the_descriptor_back(capfd: pytest.CaptureFixture[str]) -> None:
    """What was printed before the error is not lost, nor is what comes after."""

    def fail() -> None:
        with chatter_dropped():
            os.write(2, b"before\n")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    os.write(2, b"after\n")
    assert capfd.readouterr().err == "before\nafter\n"


def test_threads_take_turns(capfd: pytest.CaptureFixture[str]) -> None:
    """Two landmarkers starting at once leave the descriptor where it was."""

    def start(number: int) -> None:
        for _ in range(20):
            with chatter_dropped():
                os.write(2, b"%d\n" % number)

    threads = [threading.Thread(target=start, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"end\n")
    lines = capfd.readouterr().err.split()
    assert sorted(lines) == sorted([*map(str, range(4))] * 20 + ["end"])


def test_a_process_without_the_descriptor_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """A windowed program has no terminal to keep quiet."""

    def closed(_: int) -> int:
        raise OSError(9, "Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with chatter_dropped():
        pass
