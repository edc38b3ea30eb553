"""The pages in a real Chromium: silent, alone, and never wider than the screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from dashboard.data import PageData
from dashboard.render import PAGES
from dashboard.scripts import CHART_LIBRARY

NAMES = [
    f"{page}.{language}" for page in (*PAGES, "report-network-platform") for language in ("zh", "en")
] + ["index"]


@pytest.mark.parametrize("name", NAMES)
def test_page_is_silent_alone_fits_and_is_open_to_all(
    look_at: Callable[[Path], Any], pages: Path, name: str
) -> None:
    seen = look_at(pages / f"{name}.html")
    assert (seen.said, seen.too_wide, seen.violations) == ((), (), ())
    assert seen.asked_for <= {(pages / CHART_LIBRARY).as_uri()}


def test_dark_theme_is_dark(browser: Browser, pages: Path) -> None:
    grounds = {}
    for theme in ("light", "dark"):
        context = browser.new_context(color_scheme=theme)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto((pages / "complaints.zh.html").as_uri())
        grounds[theme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        bars = page.evaluate("getComputedStyle(document.querySelector('.chart .wide path[fill^=var]')).fill")
        grounds[f"{theme} bars"] = bars
        context.close()
    assert grounds["light"] == "rgb(251, 250, 246)" and grounds["dark"] == "rgb(22, 23, 26)"
    assert grounds["light bars"] != grounds["dark bars"], "charts follow the theme"


def test_one_chart_is_shown_and_suits_the_width(browser: Browser, pages: Path) -> None:
    for width, shown in ((390, "narrow"), (1280, "wide")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto((pages / "complaints.en.html").as_uri())
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
    page.goto((pages / "complaints.en.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.locator(".scroll[tabindex='0'][aria-label]").count() == 4
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


def test_the_switch_of_the_theme_holds_on_the_next_page(browser: Browser, pages: Path) -> None:
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto((pages / "overview.en.html").as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(251, 250, 246)"
    page.get_by_role("button", name="Dark").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(ground) == "rgb(22, 23, 26)"
    page.goto((pages / "officer.zh.html").as_uri())
    assert page.evaluate(ground) == "rgb(22, 23, 26)"
    page.get_by_role("button", name="浅色").click()
    assert page.evaluate(ground) == "rgb(251, 250, 246)"
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert page.evaluate(ground) == "rgb(251, 250, 246)", "the reader's choice outdoes the system's"
    context.close()


def test_print_is_black_on_white_whatever_the_theme(browser: Browser, pages: Path) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto((pages / "overview.en.html").as_uri())
    page.evaluate("setTheme('dark')")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    context.close()


def test_a_chart_tells_the_numbers_under_the_pointer(browser: Browser, pages: Path) -> None:
    for width, shown in ((390, "narrow"), (1280, "wide")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto((pages / "complaints.en.html").as_uri())
        chart = page.locator(".chart").first
        chart.scroll_into_view_if_needed()
        drawing = chart.locator(f".{shown}[data-live=drawn] svg")
        drawing.wait_for(state="attached")
        box = drawing.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.4)
        tip = page.locator(".tip")
        tip.wait_for(state="visible")
        lines = tip.inner_text().splitlines()
        assert lines[0] in ("2025-08", "2025-09") and len(lines) == 4, lines
        row = page.locator(".figure-table tr", has_text=lines[0]).first.inner_text().split("\t")
        assert [line.split(": ")[1] for line in lines[1:]] == row[1:]
        page.mouse.move(2, 2)
        tip.wait_for(state="hidden")
        context.close()


def test_a_table_is_copied_as_its_csv(browser: Browser, pages: Path) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto((pages / "complaints.en.html").as_uri())
    page.get_by_role("button", name="Copy table").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()").splitlines()
    assert copied[0] == "Month,Received,Closed,Open at month end" and copied[-1] == "2026-02,232,212,100"
    context.close()


def test_without_scripts_the_charts_stand_and_no_button_is_dead(browser: Browser, pages: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((pages / "complaints.en.html").as_uri())
    assert page.locator(".chart svg:visible").count() == 3
    assert page.locator("button:visible").count() == 0 and page.locator("a[download]:visible").count() == 4
    context.close()


def test_two_clicks_lead_to_the_channel_of_last_months_breaches(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto((pages / "index.html").as_uri())
    page.get_by_role("link", name="Which channel made last month's breaches?").click()
    heading = page.get_by_role("heading", name="First replies that were late")
    heading.wait_for()
    assert heading.evaluate("one => one.getBoundingClientRect().top") < 600, "in view without scrolling"
    assert "Most by channel: Hotline (18)" in page.locator(".driver").first.inner_text()
    page.close()
