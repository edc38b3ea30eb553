"""The export's page in a real Chromium: one language at a time, silent, alone, within the screen."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from presidio_analyzer import AnalyzerEngine

from .conftest import Planted, export_copy


@pytest.mark.parametrize("width", [390, 1280])
def test_page(
    browser: Browser, planted: Planted, analyzer: AnalyzerEngine, tmp_path: Path, width: int
) -> None:
    export_copy(planted, analyzer, tmp_path)
    address = (tmp_path / "R1" / "data.html").as_uri()
    complaints: list[str] = []
    requests: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(address)
    heading = page.locator("h1")
    assert heading.inner_text() == "您的个人信息副本"
    page.get_by_label("English").check()
    assert heading.inner_text() == "A copy of your personal data"
    assert page.locator("#t0").inner_text().startswith("Your profile")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    targets = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href').slice(1))")
    assert targets and all(page.locator(f"#{target}").count() == 1 for target in targets)
    assert (complaints, set(requests)) == ([], {address})
    page.close()
