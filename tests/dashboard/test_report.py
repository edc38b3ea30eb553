"""The report of one document: every clause with its check, result, days and documents, and printable."""

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from dashboard.data import PageData
from dashboard.report import DayOutcome, day_counts, judged

WORDS = {
    "zh": ("如何检查", "今日结果", "近日走势", "证据", "尚未建立的检查将判定"),
    "en": ("How it is checked", "Result today", "Last days", "Evidence", "The check is still to be built"),
}


def clause(html: str, identifier: str) -> str:
    """The text of one clause, without markup."""
    found = re.search(rf'<article class="clause" id="{identifier}".*?</article>', html, re.DOTALL)
    assert found, identifier
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_clause_is_there_once_with_its_article_and_status(
    pages: Path, sample: PageData, language: str
) -> None:
    for document in sample.documents:
        html = (pages / f"report-{document.id}.{language}.html").read_text("utf-8")
        shown = re.findall(r'<article class="clause" id="([^"]+)"', html)
        assert shown == [one.id.replace("/", "-").replace(".", "-") for one in document.clauses]
        assert f'href="report-{document.id}.{"en" if language == "zh" else "zh"}.html"' in html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_clause_tells_how_it_is_checked_its_result_its_days_and_its_documents(
    pages: Path, sample: PageData, language: str
) -> None:
    html = (pages / f"report-network-platform.{language}.html").read_text("utf-8")
    text = clause(html, "network-platform-1")
    assert all(word in text for word in WORDS[language][:4])
    assert "dsr_requests" in text and "412" in text and "37" in text and "5.0%" in text
    assert sample.run_id in text and sample.policy_hash in text
    assert (
        "2026-03-03" in text
        and "2026-03-16" in text
        and ("11 天" if language == "zh" else "judged: 11") in text
    )
    assert "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" in text
    assert ("文件被改动" if language == "zh" else "File altered") in text
    planned = clause(html, "network-platform-4")
    assert WORDS[language][4] in planned and "60" in planned
    assert "412" not in planned


def test_the_officer_page_leads_to_every_report(pages: Path, sample: PageData) -> None:
    for language in ("zh", "en"):
        html = (pages / f"officer.{language}.html").read_text("utf-8")
        for document in sample.documents:
            assert html.count(f'href="report-{document.id}.{language}.html"') == 1


def test_days_are_counted_by_outcome_and_days_without_judgement_are_none() -> None:
    days = [
        DayOutcome(date(2026, 3, 14), None),
        DayOutcome(date(2026, 3, 15), "gap"),
        DayOutcome(date(2026, 3, 16), "pass"),
        DayOutcome(date(2026, 3, 17), "pass"),
    ]
    assert day_counts(days) == [("pass", 2), ("gap", 1)]
    assert judged(days) == days[1:]


def test_printed_the_report_has_its_clauses_whole_and_no_navigation(browser: Browser, pages: Path) -> None:
    page = browser.new_page()
    page.goto((pages / "report-network-platform.zh.html").as_uri())
    page.emulate_media(media="print")
    assert not page.locator(".top nav").is_visible() and not page.locator(".screen-only").first.is_visible()
    assert page.locator(".signature").is_visible()
    assert page.locator(".clause").evaluate_all(
        "all => all.every(one => getComputedStyle(one).breakInside === 'avoid')"
    )
    assert page.pdf(format="A4").startswith(b"%PDF")
    page.close()
