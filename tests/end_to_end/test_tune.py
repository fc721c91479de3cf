"""The tuning page in a real browser: what is tried is seen at once, and what is saved is there."""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end.practices import UNKNOT, plain_environment, ran
from tests.end_to_end.tuning import LENGTH_S, ready, save_session, served, tab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.end_to_end.practices import Practice
    from tests.end_to_end.tuning import Tab

ASKED = ("--pose", "diamond", "--criterion", "back_straight")


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Practice, str]]:
    """Serve a page on one session, for all that change neither its labels nor a number."""
    folder = tmp_path_factory.mktemp("looked_at")
    with served(folder, save_session(folder / "one" / "landmarks.npz"), *ASKED) as serving:
        yield serving


@pytest.fixture(scope="module")
def shared_tab(browser: Browser, looked_at: tuple[Practice, str]) -> Iterator[Tab]:
    """Open one tab on that page."""
    with tab(browser, looked_at[1]) as opened:
        yield opened


@pytest.fixture
def shown(shared_tab: Tab) -> Tab:
    """Give that tab as it was opened, but for the moment that is shown."""
    shared_tab.button("As saved").click()
    shared_tab.open_part("Labels")
    shared_tab.wait(lambda: "→" not in shared_tab.counts)
    shared_tab.wait(lambda: shared_tab.handle.get_attribute("aria-valuenow") == "0.085")
    shared_tab.page.evaluate("document.activeElement?.blur()")
    shared_tab.complaints.clear()
    return shared_tab


@pytest.fixture
def page(tmp_path: Path) -> Iterator[tuple[Practice, str]]:
    """Serve a page on one session, to label it and to save numbers."""
    with served(tmp_path, save_session(tmp_path / "one" / "landmarks.npz"), *ASKED) as serving:
        yield serving


def test_dragging_the_line_changes_the_strip_and_the_counts(shown: Tab) -> None:
    """The second round back, which is let pass as saved, is called when the line is below it."""
    saved = shown.strip()
    assert len(saved) == 1
    assert 50 <= saved[0][0] <= 53
    assert "→" not in shown.counts
    shown.drag(20)
    shown.wait(lambda: len(shown.strip()) == 2)
    assert shown.strip()[0][0] == pytest.approx(22, abs=1.5)
    assert "→" in shown.counts
    assert float(shown.handle.get_attribute("aria-valuenow")) < 0.07
    shown.button("As saved").click()
    shown.wait(lambda: shown.strip() == saved)
    assert shown.handle.get_attribute("aria-valuenow") == "0.085"
    assert shown.complaints == []


def test_a_bound_is_typed_or_moved_by_keys(shown: Tab) -> None:
    """For hands that do not drag; what cannot be meant is told, and changes nothing."""
    field = shown.page.get_by_label("High", exact=True)
    field.fill("0.06")
    shown.wait(lambda: len(shown.strip()) == 2)
    assert shown.handle.get_attribute("aria-valuenow") == "0.06"
    shown.handle.focus()
    shown.page.keyboard.press("ArrowUp")
    shown.wait(lambda: field.input_value() == "0.065")
    shown.page.get_by_label("Margin").fill("-1")
    shown.page.get_by_text("margin should be at least 0").wait_for()
    assert shown.handle.get_attribute("aria-valuenow") == "0.065"


def test_a_click_and_keys_go_to_moments(shown: Tab) -> None:
    """With the picture of that moment, its value, and what is made of it."""
    moment = shown.page.locator(".when")
    shown.click_at(56.5)
    shown.wait(lambda: "0:56" in moment.inner_text())
    assert "missed" in moment.inner_text()
    assert "trunk lengths" in moment.inner_text()
    for _ in range(2):
        shown.page.keyboard.press("Shift+ArrowRight")
    shown.wait(lambda: "0:58" in moment.inner_text())
    shown.page.keyboard.press("End")
    shown.wait(lambda: "1:19" in moment.inner_text())
    shown.wait(lambda: shown.page.evaluate("document.getElementById('picture').naturalWidth") > 500)


def test_what_is_labelled_fitted_and_saved_is_there_afterwards(
    browser: Browser, page: tuple[Practice, str], tmp_path: Path
) -> None:
    """From the labels to the file that practising uses, shown before it is written, and undone."""
    with tab(browser, page[1]) as shown:
        for from_s, to_s in ((2, 10), (10.5, 18), (37, 48), (64, 78)):
            shown.label(from_s, to_s, "Correct")
        for from_s, to_s in ((22, 34), (51, 61)):
            shown.label(from_s, to_s, "Wrong")
        with (tmp_path / "one" / "labels.csv").open(encoding="utf-8") as file:
            kept = [(row["label"], row["criterion"]) for row in csv.DictReader(file)]
        assert sorted(kept) == [("correct", "")] * 4 + [("wrong", "back_straight")] * 2

        shown.button("What do the labels tell").click()
        shown.page.locator(".fitted .js-plotly-plot").wait_for()
        told = shown.page.locator(".fitted").inner_text()
        assert "one session" in told or "1 session" in told
        # One person shows too little for a proposal: what to do is up to who looks.
        assert shown.button("Try it").count() == 0
        tried = "0.05"
        shown.page.get_by_role("spinbutton", name="High").fill(tried)
        shown.wait(lambda: len(shown.strip()) == 2)

        shown.open_part("Save")
        shown.button("Show what would be saved").click()
        shown.page.get_by_text("why is empty").wait_for()
        shown.page.get_by_label("Why these numbers?").fill("Six labels of one evening.")
        shown.button("Show what would be saved").click()
        shown.page.get_by_text("high: 0.05 instead of 0.085.").wait_for()
        shown.page.get_by_text("The difference in the file").click()
        shown.page.locator(".diff").wait_for()
        difference = shown.page.locator(".diff").inner_text()
        assert f"+high = {float(tried):g}" in difference
        thresholds = tmp_path / "settings" / "thresholds.toml"
        assert not thresholds.exists()
        shown.button("Save").click()
        shown.wait(thresholds.exists)
        assert f"high = {float(tried):g}" in thresholds.read_text(encoding="utf-8")
        shown.wait(lambda: "→" not in shown.counts)

        shown.page.reload()
        ready(shown)
        assert shown.handle.get_attribute("aria-valuenow") == tried
        assert shown.marks() == 6
        shown.open_part("Save")
        shown.button("Undo the last save").click()
        shown.wait(lambda: not thresholds.exists())
        shown.wait(lambda: shown.handle.get_attribute("aria-valuenow") == "0.085")
        assert shown.complaints == []


def test_a_line_cannot_be_dragged_out_of_sight(shown: Tab) -> None:
    """It stops at the edge, and when let go the axis makes room; as saved, all is as it was."""
    before = shown.values_shown()
    shown.drag(-400)
    shown.wait(lambda: shown.values_shown() != before)
    assert float(shown.handle.get_attribute("aria-valuenow")) == pytest.approx(before[1], abs=0.01)
    shown.page.get_by_label("High", exact=True).fill("1e300")
    shown.wait(lambda: "1e+300" in shown.handle.get_attribute("aria-valuenow"))
    assert max(shown.values_shown()) < 1
    shown.button("As saved").click()
    shown.wait(lambda: shown.values_shown()[1] < 1.5 * before[1])
    box = shown.handle.bounding_box()
    shown.page.mouse.click(box["x"] + 50, box["y"] + box["height"] / 2)
    shown.page.wait_for_timeout(200)
    assert shown.handle.get_attribute("aria-valuenow") == "0.085"
    assert shown.complaints == []


def test_what_is_saved_is_what_was_previewed(shown: Tab) -> None:
    """A preview goes as soon as a number or the reason is another one."""
    shown.open_part("Save")
    shown.page.get_by_label("Why these numbers?").fill("Seen.")
    for change in (("High", "0.07"), ("Why these numbers?", "Seen twice.")):
        shown.page.get_by_label("Margin").fill("0.01")
        shown.wait(lambda: shown.button("Show what would be saved").is_enabled())
        shown.page.wait_for_timeout(400)
        shown.button("Show what would be saved").click()
        shown.page.locator(".diff").wait_for(state="attached")
        shown.page.get_by_label(change[0], exact=True).fill(change[1])
        shown.page.locator(".diff").wait_for(state="detached")
    assert shown.button("Save$").count() == 0


def test_stretches_are_marked_by_keys(shown: Tab) -> None:
    """For hands that do not drag."""
    shown.page.keyboard.press("Home")
    shown.page.keyboard.press("[")
    for _ in range(3):
        shown.page.keyboard.press("Shift+ArrowRight")
    shown.page.keyboard.press("]")
    shown.page.get_by_text("one, 0:00 to 0:03").wait_for()


def test_a_session_may_be_called_anything(browser: Browser, tmp_path: Path) -> None:
    """Nothing of a name runs, or breaks the page."""
    name = os.fsdecode(b"<img src=x onerror='window.hacked=1'>\xff \"{{1+1}} " + b"x" * 150)
    with (
        served(tmp_path, save_session(tmp_path / name / "landmarks.npz")) as (_, address),
        tab(browser, address) as shown,
    ):
        assert "<img src=x" in shown.page.locator("h2").inner_text()
        shown.label(2, 10, "Correct")
        assert shown.page.evaluate("window.hacked") is None
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= 1400
        assert shown.complaints == []


def test_two_tabs_see_what_the_other_one_saves(
    browser: Browser, page: tuple[Practice, str], tmp_path: Path
) -> None:
    """Labels and numbers; what is being tried in the other tab stays."""
    with tab(browser, page[1]) as one, tab(browser, page[1]) as other:
        other.page.get_by_label("Margin").fill("0.02")
        one.label(2, 10, "Correct")
        other.wait(lambda: other.marks() == 1)
        one.page.get_by_label("High", exact=True).fill("0.07")
        one.wait(lambda: one.handle.get_attribute("aria-valuenow") == "0.07")
        one.open_part("Save")
        one.page.get_by_label("Why these numbers?").fill("Tried with two tabs.")
        one.button("Show what would be saved").click()
        one.button("Save").click()
        one.wait((tmp_path / "settings" / "thresholds.toml").exists)
        other.wait(lambda: other.handle.get_attribute("aria-valuenow") == "0.07")
        assert other.page.get_by_label("Margin").input_value() == "0.02"


def test_a_change_is_exported_as_a_command_that_makes_it(
    browser: Browser, looked_at: tuple[Practice, str], tmp_path: Path
) -> None:
    """And as TOML, to put in a file of one's own."""
    with tab(browser, looked_at[1]) as shown:
        shown.page.get_by_label("High", exact=True).fill("0.06")
        shown.wait(lambda: "→" in shown.counts)
        shown.open_part("Save")
        shown.page.get_by_label("Why these numbers?").fill("It's what I saw.")
        shown.button("Export").click()
        shown.wait(lambda: shown.page.locator(".toml").count() == 2)
        texts = shown.page.locator(".toml").all_inner_texts()
    command, toml = texts
    assert "[diamond.form.back_straight]" in toml
    assert command.startswith("unknot tune ")
    told = subprocess.run(  # noqa: S602 (the command is ours, and quoted for a shell)
        command.replace("unknot", str(UNKNOT), 1),
        shell=True,
        cwd=tmp_path,
        env=plain_environment(tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert told.returncode == 0, told.stderr
    saved = (tmp_path / "settings" / "thresholds.toml").read_text(encoding="utf-8")
    assert "high = 0.06" in saved
    assert "It's what I saw." in saved


def test_a_pose_of_ones_own_is_made_saved_and_found(
    browser: Browser, looked_at: tuple[Practice, str]
) -> None:
    """From stretches that show it to a flow that can be practised."""
    with tab(browser, looked_at[1]) as shown:
        shown.open_part("Own pose")
        for from_s, to_s in ((2, 10), (38, 48)):
            shown.drag_over(from_s, to_s)
            shown.button("This stretch shows it").click()
            shown.wait(lambda: not shown.button("This stretch shows it").is_enabled())
        shown.page.get_by_label("Name, such as").fill("quiet_sit")
        shown.button("Propose").click()
        shown.page.locator(".own-toml").wait_for()
        shown.button("Save this pose").click()
        shown.page.get_by_text("practise it: unknot practise --flow quiet_sit").wait_for()
        assert (looked_at[0].folder / "settings" / "poses" / "quiet_sit.toml").exists()
        shown.page.get_by_role("combobox", name="Pose").click()
        shown.page.get_by_role("option", name="Quiet sit").click()
        shown.wait(lambda: "quiet_sit" in shown.page.url)
        shown.wait(lambda: "1:1" in shown.counts)
        assert shown.complaints == []


def test_nothing_is_asked_of_anybody_else(shown: Tab, looked_at: tuple[Practice, str]) -> None:
    """Not a font, not a script, not a number about how it is used."""
    shown.page.wait_for_timeout(500)
    own = looked_at[1].split("?", maxsplit=1)[0]
    assert len(shown.requests) > 5
    assert [url for url in shown.requests if not url.startswith((own, "data:", "blob:"))] == []


def test_only_the_address_with_the_token_opens_it(looked_at: tuple[Practice, str]) -> None:
    """No file of the machine is to be had, with the token or without."""
    address, _, token = looked_at[1].partition("?")
    assert answer(looked_at[1]) == 200
    assert answer(address) == 403
    assert answer(f"{address}?token=guess") == 403
    assert answer(f"{address}picture?session=0&t=1&pose=diamond&criterion=back_straight") == 403
    for path in ("/etc/passwd", "..%2f..%2fetc%2fpasswd", "docs", "openapi.json"):
        assert answer(f"{address}{path.lstrip('/')}?{token}") == 404
    assert answer(f"{address}picture?session=7&t=1&pose=a&criterion=b&{token}") == 404


def answer(address: str) -> int:
    """Return with which status an address is answered."""
    try:
        with urllib.request.urlopen(address, timeout=20) as response:  # noqa: S310 (loopback)
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_a_second_page_takes_another_port_and_both_end_without_a_trace(
    looked_at: tuple[Practice, str], tmp_path: Path
) -> None:
    """Ctrl-C ends each at once; no file, no folder and no process is left."""
    other_folder = tmp_path / "other"
    session = save_session(other_folder / "landmarks.npz")
    with served(other_folder, session) as (second, address):
        assert address.split("?")[0] != looked_at[1].split("?", maxsplit=1)[0]
        assert answer(address) == 200
        before_s = time.monotonic()
        second.process.send_signal(signal.SIGINT)
        ended = second.end()
        assert time.monotonic() - before_s < 10
    assert ended.code == 0, ended.err
    assert "what was saved is kept" in ended.err
    assert "Traceback" not in ended.err
    left = sorted(path.name for path in other_folder.iterdir())
    assert left == ["landmarks.npz", "stderr.txt", "stdout.txt"]
    assert answer(looked_at[1]) == 200


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize("ending", ["SIGTERM", "SIGHUP"])
def test_being_ended_leaves_nothing_behind_either(tmp_path: Path, ending: str) -> None:
    """A terminal that is closed, or somebody who ends it from outside."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    session = save_session(tmp_path / "one" / "landmarks.npz")
    with served(tmp_path, session, environment={"TMPDIR": str(scratch)}) as (tune, _):
        number = getattr(signal, ending)
        tune.process.send_signal(number)
        ended = tune.end()
    assert ended.code == 128 + number, ended.err
    assert list(scratch.iterdir()) == []
    assert "Traceback" not in ended.err


def test_a_malformed_session_is_told_in_one_line(tmp_path: Path) -> None:
    """Which one, and what was expected; nothing is served."""
    good = save_session(tmp_path / "good.npz")
    bad = tmp_path / "bad.npz"
    bad.write_bytes(good.read_bytes()[:5000])
    for file in (bad, tmp_path / "missing.npz"):
        ended = ran([UNKNOT, "tune", good, file, "--no-browser"], tmp_path / "run")
        assert ended.code == 2
        (line,) = ended.err.strip().splitlines()
        assert str(file) in line
        assert "Traceback" not in ended.err


def test_the_same_without_a_page(tmp_path: Path) -> None:
    """What a script asks: the counts as saved and as tried."""
    session = save_session(tmp_path / "one" / "landmarks.npz")
    ended = ran([UNKNOT, "tune", session, *ASKED, "--high", "0.06", "--report"], tmp_path)
    assert ended.code == 0, ended.err
    assert "high 0.085 -> 0.06" in ended.out
    assert "->" in ended.out.splitlines()[-2]
    assert f"{LENGTH_S:g}" not in ended.out
    assert not (tmp_path / "settings").exists()
