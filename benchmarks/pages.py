"""The pages of a run in a real Chromium, from disk: when each first shows something, and what it weighs.

Every page is opened `n` times in a browser context of its own, which has loaded nothing before.
"""

import os
import shutil
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

# Milliseconds from the start of the navigation to the first text or drawing on the screen.
FIRST_PAINT = """() => new Promise((found) => new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (one.name === "first-contentful-paint") found(one.startTime);
}).observe({type: "paint", buffered: true}))"""


def main(n: int = 3, *, data: Path = Path(".data/pages")) -> dict[str, float | int | str]:
    """`--data` is the folder of the pages; every page and the library of charts is opened or weighed."""
    pages = sorted(data.glob("*.html"))
    library = sum(path.stat().st_size for path in data.glob("*.js"))
    weights = {
        path.name: path.stat().st_size + (library if b'class="chart"' in path.read_bytes() else 0)
        for path in pages
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        paints = {path.name: [_first_paint(browser, path) for _ in range(n)] for path in pages}
        browser.close()
    slowest = max(paints, key=lambda name: median(paints[name]))
    heaviest = max(weights, key=lambda name: weights[name])
    return {
        "name": "pages",
        "pages": len(pages),
        "n": n,
        "median_first_paint_ms": round(median(paint for all_of in paints.values() for paint in all_of), 1),
        "slowest_first_paint_ms": round(median(paints[slowest]), 1),
        "slowest_page": slowest,
        "worst_single_ms": round(max(paint for all_of in paints.values() for paint in all_of), 1),
        "heaviest_bytes": weights[heaviest],
        "heaviest_page": heaviest,
    }


def _first_paint(browser: Browser, page: Path) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(page.resolve().as_uri())
    milliseconds = float(opened.evaluate(FIRST_PAINT))
    context.close()
    return milliseconds
