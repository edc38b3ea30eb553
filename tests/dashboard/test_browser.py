"""The pages in a real Chromium: silent, alone, and never wider than the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from dashboard.data import PageData

NAMES = [
    f"{page}.{language}" for page in ("kpis", "officer", "erasure", "data-map") for language in ("zh", "en")
] + ["index"]
OPEN_ALL = "document.querySelectorAll('details').forEach(one => one.open = true)"
CLIPPED = """[...document.querySelectorAll('main *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.right > innerWidth + 1 && !one.closest('.scroll, .hidden');
}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("name", NAMES)
def test_page_is_silent_alone_and_fits(browser: Browser, pages: Path, name: str) -> None:
    address = (pages / f"{name}.html").as_uri()
    complaints: list[str] = []
    requests: list[str] = []
    for width, theme in ((390, "light"), (390, "dark"), (1280, "light"), (1920, "dark")):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(address)
        page.evaluate(OPEN_ALL)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (width, theme)
        assert page.evaluate(CLIPPED) == [], (width, theme)
        context.close()
    assert complaints == []
    assert set(requests) <= {address, "data:,"}


def test_dark_theme_is_dark(browser: Browser, pages: Path) -> None:
    grounds = {}
    for theme in ("light", "dark"):
        context = browser.new_context(color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto((pages / "kpis.zh.html").as_uri())
        grounds[theme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        bars = page.evaluate("getComputedStyle(document.querySelector('.chart path[fill^=var]')).fill")
        grounds[f"{theme} bars"] = bars
        context.close()
    assert grounds["light"] == "rgb(251, 250, 246)" and grounds["dark"] == "rgb(22, 23, 26)"
    assert grounds["light bars"] != grounds["dark bars"], "charts follow the theme"


def test_one_chart_is_shown_and_suits_the_width(browser: Browser, pages: Path) -> None:
    for width, shown in ((390, "narrow"), (1280, "wide")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto((pages / "kpis.en.html").as_uri())
        visible = [
            box.get_attribute("class") for box in page.locator(".chart > div").all() if box.is_visible()
        ]
        assert visible and set(visible) == {shown}
        size = page.locator(f".chart .{shown} svg").first.evaluate(
            "svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width"
        )
        assert size >= 10, "labels of a chart stay legible"
        context.close()


def test_the_day_stands_in_columns_where_there_is_room(browser: Browser, pages: Path) -> None:
    for width, columns in ((390, 1), (1280, 3)):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto((pages / "officer.zh.html").as_uri())
        lefts = page.locator(".day-columns > div").evaluate_all(
            "all => all.map(one => Math.round(one.getBoundingClientRect().left))"
        )
        assert len(lefts) == 3 and len(set(lefts)) == columns
        context.close()


def test_keyboard_reaches_the_content_first_and_the_tables(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto((pages / "kpis.en.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.locator(".scroll[tabindex='0'][aria-label]").count() == 6
    page.close()


VISIBLE = "all => all.filter(one => one.checkVisibility()).map(one => one.className)"


def shown(page: Page) -> list[str]:
    """The classes of the findings on display."""
    return page.locator("tr.finding").evaluate_all(VISIBLE)


def test_filters_of_the_data_map_work_by_keyboard(browser: Browser, pages: Path, sample: PageData) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((pages / "data-map.en.html").as_uri())
    assert len(shown(page)) == len(sample.inventory)
    page.locator("#show-all").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "show-uncatalogued"
    missing = [row for row in sample.inventory if not row.catalogued]
    assert len(shown(page)) == len(missing) and all("uncatalogued" in one for one in shown(page))
    tables = page.locator("tr.group").evaluate_all(VISIBLE)
    assert len(tables) == len({(row.store, row.table) for row in missing}), "tables without a match are away"
    page.keyboard.press("ArrowRight")
    changed = [row for row in sample.inventory if row.change]
    assert len(shown(page)) == len(changed) > 0
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "grade-all"
    page.keyboard.press("ArrowRight")
    both = [row for row in changed if row.sensitivity == "high"]
    assert len(shown(page)) == len(both) > 0 and not page.locator(".no-match").is_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "grade-low"
    assert shown(page) == [] and page.locator(".no-match").is_visible()
    page.close()


def test_focus_is_seen_on_a_filter(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto((pages / "data-map.zh.html").as_uri())
    page.locator("#show-all").focus()
    page.keyboard.press("ArrowRight")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
    page.close()
