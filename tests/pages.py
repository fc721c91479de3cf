"""The pages a person reads, README, CONTRIBUTING and docs, by path."""

from __future__ import annotations

import re

from tests.paths import ROOT

PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]
}


def blocks(page: str, language: str) -> list[str]:
    """Return the text of all code blocks of a language on a page."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGES[page], re.MULTILINE | re.DOTALL)


(THRESHOLDS,) = blocks("docs/tuning.md", "toml")
