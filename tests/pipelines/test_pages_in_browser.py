"""Every page that a run writes, in a real Chromium: silent, alone, within the screen, open to all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.render import PAGES
from dashboard.scripts import CHART_LIBRARY

MAIN = {"index.html", *(f"{page}.{language}.html" for page in PAGES for language in ("zh", "en"))}


@pytest.mark.parametrize("kind", ["main", "reports"])
def test_every_page_of_a_run(demo: Any, look_at: Callable[[Path], Any], kind: str) -> None:
    folder = demo.folder / ".data" / "pages"
    names = {path.name for path in folder.glob("*.html")}
    reports = {name for name in names if name.startswith("report-")}
    assert names - reports == MAIN and len(reports) == 42
    for name in sorted(reports if kind == "reports" else MAIN):
        seen = look_at(folder / name)
        assert (seen.said, seen.too_wide, seen.violations) == ((), (), ()), name
        assert seen.asked_for <= {(folder / CHART_LIBRARY).as_uri()}, name
