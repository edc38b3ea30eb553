"""The erasure page: what an approver must see before signing, and what became of it."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.data import PageData
from dashboard.erasure import ErasurePage, ErasurePlan, MentionRow
from dashboard.render import render_pages


def plain(html: str) -> str:
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html, flags=re.DOTALL).split())


def section(html: str, name: str) -> str:
    start = html.index(f'aria-labelledby="{name}"')
    return plain(html[start : html.index("</section>", start)])


def execution(html: str, name: str) -> str:
    start = html.index(f'aria-labelledby="execution-{name}"')
    return plain(html[start : html.index("</article>", start)])


def commands(html: str) -> list[str]:
    return re.findall(r'<pre class="command"[^>]*><code>(.*?)</code></pre>', html)


@pytest.fixture
def english(pages: Path) -> str:
    return (pages / "erasure.en.html").read_text("utf-8")


def plan_of(sample: PageData) -> ErasurePlan:
    assert sample.erasure.plan is not None
    return sample.erasure.plan


def test_a_waiting_plan_names_who_asked_and_gives_the_command_to_approve(english: str, pages: Path) -> None:
    head = section(english, "newest-plan")
    for wanted in (
        "Waiting for approval People whose data is due: 46, with rows: 4,431. Kept back by a legal hold: 3.",
        "Asked for by 夜间作业, 李工",
        "Waiting since 2026-03-14 23:00",
        "王敏, at 2026-03-02 10:00, good until 2026-03-09 10:00 Cannot be used The approval is good from",
        "9f2c41e07ab3d8c6",
    ):
        assert wanted in head, wanted
    assert commands(english)[0] == "quanyi erasure approve 9f2c41e07ab3 --key OFFICER.pem"
    chinese = (pages / "erasure.zh.html").read_text("utf-8")
    assert commands(chinese)[0] == "quanyi erasure approve 9f2c41e07ab3 --key 审批人密钥.pem"


def test_the_command_follows_the_status(sample: PageData, tmp_path: Path) -> None:
    for status, first in (
        ("approved", "quanyi erasure execute 9f2c41e07ab3"),
        ("started", "quanyi erasure execute 9f2c41e07ab3"),
        ("executed", None),
        ("nothing_due", None),
    ):
        plan = replace(plan_of(sample), status=status)  # type: ignore[arg-type]
        render_pages(replace(sample, erasure=ErasurePage(plan)), tmp_path)
        assert commands((tmp_path / "erasure.en.html").read_text("utf-8")) == ([first] if first else []), (
            status
        )


def test_what_goes_stands_with_its_columns_treatments_rule_and_clause(english: str) -> None:
    goes = section(english, "changes")
    for wanted in (
        "public.t_address app Delete whole rows Cancelled by the user · Duty to erase internet-co-1/14 "
        "to be erased member-address 44 71",
        "Change by column real_name Pseudonymise mobile Clear birth_date Generalise email Clear "
        "Request to erase · Duty to erase network-platform/9.3",
        "Pseudonymise receiver_name receiver_phone Cancelled by the user · Statutory minimum "
        "E-Commerce Law art. 31 member-orders 38 412",
    ):
        assert wanted in goes, wanted


def test_what_stays_stands_with_its_reason_and_end(english: str) -> None:
    stays = section(english, "stays")
    for wanted in (
        "public.t_ticket app whole rows Legal hold a legal hold is in force on the person's data "
        "until the hold is released complaints 3 9",
        "1,095 days after create_time member-orders 38 412",
        "public.t_refund app payee_account Exception a tax audit is under way until 2026-06-30 refunds – 17",
    ):
        assert wanted in stays.replace("&#39;", "'"), wanted


def test_gaps_exceptions_examples_and_ceilings_are_shown(english: str) -> None:
    assert "Cannot tell Consent withdrawn : Without consents" in section(english, "gaps")
    exceptions = section(english, "exceptions")
    assert "tax-audit refunds payee_account a tax audit is under way 2026-06-30 In force" in exceptions
    assert "old-case complaints reviews whole rows" in exceptions and "2026-01-31 Lapsed" in exceptions
    assert "public.t_order app receiver_name 张* 李**" in section(english, "examples")
    assert "login_log lake 3,902 5,000" in section(english, "ceilings")


def test_an_execution_that_lost_rows_raises_the_alarm(english: str) -> None:
    text = execution(english, "51c0e7aa-0b6d2f19")
    assert "Rows that vanished outside the execution: 4. Explained: 0." in text
    assert "quanyi erasure execute 51c0e7aa93d2" in text and "No row was dealt with yet." in text
    assert len(re.findall(r'<p class="alert">', english)) == 1, "rows that are explained are no alarm"


def test_an_execution_tells_who_was_skipped_until_when_it_can_be_undone_and_what_remains(
    english: str,
) -> None:
    text = execution(english, "77b1d0c4-9ea2c655")
    for wanted in (
        "Can be undone until 2026-03-18 01:30",
        "Active since the plan: 2",
        "another_reason: 1",
        "app: VACUUM dead rows left: 12",
        "quanyi erasure undo 77b1d0c4-9ea2c655",
        "Backups app 2026-04-14 01:41",
        "Write-ahead log app no time can be named",
        "replica reporting app 2026-03-16 01:41",
    ):
        assert wanted in text, wanted


def test_a_final_certificate_shows_its_scan_and_is_never_clean_where_something_was_found(
    english: str,
) -> None:
    clean, found = execution(english, "0a9e4d31-c2f8b7e0"), execution(english, "e6d7c8b9-11223344")
    assert "can no longer be undone" in clean and "quanyi erasure undo" not in clean
    assert "Final certificate 0a9e4d31-c2f8b7e0 Nothing found" in clean
    assert "Spellings looked for: 2,436. Read: app 41, lake 6, pages 9, published 3, warehouse 60" in clean
    assert "Residues found" in found and "Nothing found" not in found and "not sealed yet" in found
    assert "app · public.t_note.body : rows: 3 pages · report.txt : rows: 1" in found


def test_plans_that_wait_are_on_the_officer_page_and_the_index(pages: Path) -> None:
    officer = (pages / "officer.en.html").read_text("utf-8")
    day = officer[officer.index('aria-labelledby="day"') :]
    assert '<a href="erasure.en.html">Deletion plan</a>' in day[: day.index("</section>")]
    index = plain((pages / "index.html").read_text("utf-8"))
    assert "Waiting for approval: People: 46 · Rows: 4,431" in index and "待批准：" in index


def test_an_older_plan_is_shown_as_such_and_no_plan_says_what_to_do(sample: PageData, tmp_path: Path) -> None:
    older = replace(plan_of(sample), is_of_this_run=False)
    render_pages(replace(sample, erasure=ErasurePage(older)), tmp_path)
    for name in ("erasure.en.html", "officer.en.html"):
        html = (tmp_path / name).read_text("utf-8")
        assert (
            "This plan was not made by the run that made this page. It is judged as of 2026-03-16 23:00."
            in html
        ), name
    render_pages(replace(sample, erasure=ErasurePage()), tmp_path)
    text = plain((tmp_path / "erasure.en.html").read_text("utf-8"))
    assert "There is no deletion plan yet. Run `quanyi erasure plan`." in text
    assert "Nothing was executed yet." in text


def test_mentions_are_shown_with_what_decides_about_each(sample: PageData, tmp_path: Path) -> None:
    plan = replace(
        plan_of(sample),
        mentions=(
            MentionRow("app", "t_review", "content", "reviews-mentions", "redact", "erasure_duty", 3, 1200),
            MentionRow("lake", "note", "text", None, "report", "uncertain", 1, 2),
        ),
    )
    render_pages(replace(sample, erasure=ErasurePage(plan=plan)), tmp_path)
    english = section((tmp_path / "erasure.en.html").read_text("utf-8"), "mentions")
    assert "t_review app content Mask mentions Duty to erase reviews-mentions 3 1,200" in english
    assert "note lake text Report only It may mean something else" in english
    assert "the table has no rule 1 2" in english
    chinese = section((tmp_path / "erasure.zh.html").read_text("utf-8"), "mentions")
    assert "t_review app content 遮盖提及 删除义务 reviews-mentions 3 1,200" in chinese
    render_pages(replace(sample, erasure=ErasurePage(plan=replace(plan, mentions=()))), tmp_path)
    assert "No mention was found." in section((tmp_path / "erasure.en.html").read_text("utf-8"), "mentions")
