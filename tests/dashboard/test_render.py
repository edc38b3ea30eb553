"""The pages as a reader's machine receives them: complete, safe, silent, small."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dashboard import render
from dashboard.data import ClauseRow, DocumentCoverage, ErasurePage, PageData, ReasonCount
from dashboard.render import PAGES, render_pages
from dashboard.scripts import CHART_LIBRARY
from policy.text import Text

NAMES = [
    f"{page}.{language}.html" for page in (*PAGES, "report-network-platform") for language in ("zh", "en")
]
VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
SVG_EMPTY = {"path", "rect", "line", "polyline", "circle"}


class Strict(HTMLParser):
    """Notes every element, and refuses an end tag that closes another element than the open one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]} at {self.getpos()}"
        self.open.pop()


def parse(html: str) -> Strict:
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


def test_every_page_is_written_in_both_languages(sample: PageData, tmp_path: Path) -> None:
    written = render_pages(sample, tmp_path / "new" / "folder")
    reports = {
        f"report-{document.id}.{language}.html" for document in sample.documents for language in ("zh", "en")
    }
    assert len(reports) > 4
    assert {path.name for path in written} == {*NAMES, "index.html", CHART_LIBRARY} | reports
    assert {path.name for path in (tmp_path / "new" / "folder").iterdir()} == {path.name for path in written}
    library = (tmp_path / "new" / "folder" / CHART_LIBRARY).stat().st_size
    assert all(path.stat().st_size + library < 1_500_000 for path in written if path.suffix == ".html")


@pytest.mark.parametrize("name", [*NAMES, "index.html"])
def test_page_is_well_formed_and_asks_for_nothing(pages: Path, name: str) -> None:
    html = (pages / name).read_text("utf-8")
    parser = parse(html)
    assert not [tag for tag, _ in parser.elements if tag in ("img", "iframe", "object", "form", "base")]
    without_namespaces = re.sub(r' xmlns(:\w+)?="[^"]*"', "", html)
    assert not re.search(r"https?://|@import|url\((?!#)", without_namespaces)
    for tag, attributes in parser.elements:
        target = attributes.get("href") or attributes.get("src") or ""
        link = rf"$|#|data:|[\w-]+\.(zh|en)\.html(#[\w-]+)?$|{re.escape(CHART_LIBRARY)}$"
        assert re.match(link, target), f"{tag} → {target}"


@pytest.mark.parametrize("name", [*NAMES, "index.html"])
def test_only_the_pages_own_scripts_may_run(pages: Path, name: str) -> None:
    html = (pages / name).read_text("utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy and "default-src 'none'" in policy[1] and "unsafe-eval" not in policy[1]
    allowed = policy[1].split("script-src ")[1]
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    charted = 'class="chart"' in html
    assert allowed.split() == [f"'sha256-{one}'" for one in hashes] + (["'self'", "file:"] if charted else [])
    assert len(inline) == 1 + charted and (f'src="{CHART_LIBRARY}"' in html) == charted


@pytest.mark.parametrize("name", [*NAMES, "index.html"])
def test_links_ids_and_labels_lead_somewhere(pages: Path, name: str) -> None:
    parser = parse((pages / name).read_text("utf-8"))
    ids = [attributes["id"] for _, attributes in parser.elements if "id" in attributes]
    assert len(ids) == len(set(ids)), "an id occurs twice"
    for _, attributes in parser.elements:
        href = attributes.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids, href
        elif ".html" in href:
            file, _, fragment = href.partition("#")
            assert (pages / file).exists(), href
            assert not fragment or f'id="{fragment}"' in (pages / file).read_text("utf-8"), href
        if label := attributes.get("aria-labelledby"):
            assert label in ids, label


@pytest.mark.parametrize("name", NAMES)
def test_no_two_landmarks_have_the_same_name(pages: Path, name: str) -> None:
    html = (pages / name).read_text("utf-8")
    names = re.findall(r'role="region" aria-label="([^"]+)"', html)
    for heading in re.findall(r'aria-labelledby="([^"]+)"', html):
        found = re.search(rf'id="{re.escape(heading)}"[^>]*>(.*?)</h', html, re.DOTALL)
        assert found, heading
        names.append(re.sub(r'<span class="count">.*?</span>|<[^>]+>', "", found[1], flags=re.DOTALL).strip())
    assert len(names) == len(set(names)), sorted(names)


@pytest.mark.parametrize("name", NAMES)
def test_page_has_landmarks_language_and_provenance(pages: Path, sample: PageData, name: str) -> None:
    page, language, _ = name.split(".")
    html = (pages / name).read_text("utf-8")
    tags = [tag for tag, _ in parse(html).elements]
    assert {"header", "nav", "main", "footer"} <= set(tags) and tags.count("h1") == 1
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in html
    assert f'href="{page}.{"en" if language == "zh" else "zh"}.html"' in html
    footer = html[html.index("<footer") :]
    assert all(text in footer for text in (sample.run_id, sample.policy_hash, "2026-03-16 23:00"))
    words = {"zh": ("通过", "违反", "无法判定"), "en": ("Pass", "Violation", "Cannot tell")}
    assert all(word in footer for word in words[language])


@pytest.mark.parametrize("name", NAMES)
def test_every_badge_has_a_word_and_every_table_a_caption_and_headings(pages: Path, name: str) -> None:
    html = (pages / name).read_text("utf-8")
    badges = re.findall(r'<span class="badge[^"]*">(.*?)</span>', html, re.DOTALL)
    assert badges
    for badge in badges:
        assert re.sub(r"<svg.*?</svg>", "", badge, flags=re.DOTALL).strip(), badge
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        assert re.search(r"<caption[^>]*>[^<\s]", table), table[:200]
        assert 'scope="col"' in table and 'scope="row"' in table


def test_every_chart_stands_beside_a_table_of_its_numbers(pages: Path, sample: PageData) -> None:
    html = "".join((pages / f"{board}.en.html").read_text("utf-8") for board in ("complaints", "service"))
    blocks = re.findall(r'<section class="figure (charted|table-only)".*?</section>', html, re.DOTALL)
    assert len(blocks) == len(sample.figures)
    for block in re.findall(r'<section class="figure charted".*?</section>', html, re.DOTALL):
        assert re.search(r'<div class="chart" role="img" aria-label="Chart: [^"]{40,}"', block)
        assert block.count("<svg aria-hidden") == 2  # wide and narrow
        assert block.count("<tr>") >= 13  # the heading and twelve months
        assert "data:text/csv" in block


def test_nothing_from_the_data_becomes_markup(sample: PageData, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>&amp;{{ 7 * 7 }}"
    text = Text(zh=evil, en=evil)

    def poison(value: object) -> object:
        if isinstance(value, Text):
            return text
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return dataclasses.replace(
                value,
                **{
                    field.name: evil
                    if field.name in free and isinstance(getattr(value, field.name), str)
                    else poison(getattr(value, field.name))
                    for field in dataclasses.fields(value)
                },
            )
        return tuple(poison(item) for item in value) if isinstance(value, tuple) else value

    free = {
        "run_id",
        "policy_hash",
        "plan_hash",
        "column",
        "path",
        "shape",
        "owner",
        "purpose",
        "kind_of_store",
    }
    free |= {
        "decided_by",
        "judged_by",
        "recognizers",
        "rules",
        "rule",
        "clause",
        "trigger",
        "approver",
        "head",
    }
    free |= {"place", "method"}
    free |= {"article", "entity", "pii_type", "sensitivity", "protection", "legal_basis", "before", "after"}
    poisoned = poison(sample)
    assert isinstance(poisoned, PageData)
    for path in render_pages(poisoned, tmp_path):
        if path.name == CHART_LIBRARY:
            continue
        html = path.read_text("utf-8")
        tags = {tag for tag, _ in parse(html).elements}
        assert "img" not in tags and "&lt;script&gt;" in html
        scripts = re.findall(r"<script[^>]*>", html)
        assert set(scripts) <= {"<script>", '<script type="application/json">',
                                f'<script src="{CHART_LIBRARY}" defer>'}  # fmt: skip
        assert scripts.count("<script>") <= 2
        assert "onerror" not in {name for _, attributes in parse(html).elements for name in attributes}
        assert "49" not in re.findall(r"onerror=alert\(1\)&gt;&amp;amp;(.{0,12})", html)


def test_hidden_numbers_stay_hidden(pages: Path) -> None:
    html = "".join((pages / f"{board}.en.html").read_text("utf-8") for board in ("complaints", "service"))
    assert "&lt;5" in html and "n&lt;30" in html
    assert "fewer than 30 answers" in html and "counts below 5 are not shown" in html


def test_officer_page_shows_violations_first_then_gaps_then_passes(pages: Path) -> None:
    html = (pages / "officer.en.html").read_text("utf-8")
    places = [html.index(f'id="outcome-{outcome}"') for outcome in ("violation", "gap", "pass")]
    assert places == sorted(places)
    article = re.search(r'<article class="check violation" id="check-dsr-.*?</article>', html, re.DOTALL)
    assert article
    for wanted in (
        "37",
        "412",
        "9.0%",
        "at most 5.0%",
        "law",
        "Overdue and still open",
        "21",
        "Was: Pass",
        "Clauses: 3",
    ):
        assert wanted in article[0], wanted
    assert "2026-03-03 to 2026-03-16, days judged: 11." in article[0], "the last days of the check"
    gap = re.search(r'<article class="check gap" id="check-survey.*?</article>', html, re.DOTALL)
    assert gap and "Write mapping/surveys.sql" in gap[0] and "could not be counted" in gap[0]


def section(html: str, name: str) -> str:
    """The section headed by the id, without its marks and line breaks."""
    start = html.index(f'aria-labelledby="{name}"')
    text = re.sub(
        r"<svg.*?</svg>|<[^>]+>", " ", html[start : html.index("</section>", start)], flags=re.DOTALL
    )
    return " ".join(text.split())


def test_officer_page_begins_with_the_day(pages: Path) -> None:
    html = (pages / "officer.en.html").read_text("utf-8")
    assert html.index('id="day"') < html.index('id="outcomes"')
    day = section(html, "day")
    for wanted in (
        "Compared with the results of 2026-03-15. The rules were edited in between.",
        "Outcomes that changed 2 Requests to access, rectify and erase are closed in time Pass → Violation",
        "Logs are kept for at least sixty days Pass → Cannot tell last judged on 2026-03-09",
        "no longer holds 5 Evidence: Privacy policy privacy-policy File altered Owner",
        "refund_kpis.cancel_refund_flow Expired Was valid until 2026-02-28, days past: 16",
        "minor-protection-rules Running out Valid until 2026-04-08, days left: 23",
        "Waits for approval 1 Deletion plan Waiting for approval",
        "Since 2026-03-14 23:00 People: 46 · Rows: 4,431",
    ):
        assert wanted in day, wanted
    chinese = section((pages / "officer.zh.html").read_text("utf-8"), "day")
    assert "与 2026-03-15 的结果相比。" in chinese and "有效至 2026-04-10，还有 25 天" in chinese


def test_a_waived_violation_stays_among_the_violations(pages: Path) -> None:
    html = (pages / "officer.en.html").read_text("utf-8")
    article = re.search(r'<article class="check violation" id="check-complaint.*?</article>', html, re.DOTALL)
    assert article and html.count("Waived until") == 1
    for wanted in ("Waived until 2026-04-10", "客服中心: The new shift of agents starts in April"):
        assert wanted in article[0], wanted
    assert "Of those waived: 1" in section(html, "outcomes")


def test_a_quiet_day_says_so(sample: PageData, tmp_path: Path) -> None:
    checks = tuple(dataclasses.replace(check, previous=check.outcome, waiver=None) for check in sample.checks)
    day = dataclasses.replace(sample.day, policy_changed=False, expiries=())
    render_pages(dataclasses.replace(sample, checks=checks, day=day, erasure=ErasurePage()), tmp_path)
    text = section((tmp_path / "officer.en.html").read_text("utf-8"), "day")
    for wanted in (
        "No outcome changed.",
        "No evidence and no waiver runs out",
        "Nothing waits for approval.",
    ):
        assert wanted in text, wanted
    assert "edited" not in text


def findings(html: str, mark: str) -> list[str]:
    """The rows of findings of that class, without their marks and line breaks."""
    rows = re.findall(r'<tr class="finding ([^"]*)">(.*?)</tr>', html, re.DOTALL)
    plain = (re.sub(r"<svg.*?</svg>|<[^>]+>", " ", row, flags=re.DOTALL) for classes, row in rows
             if mark in classes.split())  # fmt: skip
    return [" ".join(row.split()) for row in plain]


def test_data_map_marks_what_is_not_catalogued(pages: Path, sample: PageData) -> None:
    html = (pages / "data-map.en.html").read_text("utf-8")
    missing = [row for row in sample.inventory if not row.catalogued]
    assert len(findings(html, "uncatalogued")) == len(missing) > 0
    assert len(findings(html, "catalogued")) == len(sample.inventory) - len(missing)
    assert "Resident identity number" in html and "<code>IMEI</code>" in html
    assert "integer → numeric(12,2)" in html and "No personal data found." in html


def test_data_map_tells_since_when_how_sure_and_by_which_version(pages: Path) -> None:
    html = (pages / "data-map.en.html").read_text("utf-8")
    (wechat,) = (row for row in findings(html, "is-changed") if "$.wechat" in row)
    for wanted in ("Confidence 0.", "since 2026-01-04", "Appeared new column"):
        assert wanted in wechat, wanted
    assert "Rows: 20,000 · recognizers 3f0a91c2d77e" in section(html, "store-app")
    (card,) = (row for row in findings(html, "is-changed") if "Bank card number" in row)
    assert "Changed data changed; recognizers or thresholds changed: Bank card number: 0.2% → 1.4%" in card
    assert all("not read this time; verdict of 2026-03-15 23:00" in row for row in findings(html, "is-stale"))
    assert ["decided by 个人信息保护负责人" in row for row in findings(html, "is-decided")] == [True]
    chinese = (pages / "data-map.zh.html").read_text("utf-8")
    assert "把握 0.97" in chinese and "自 2026-01-04 起" in chinese


def test_data_map_tells_what_changed_and_why(pages: Path) -> None:
    text = section((pages / "data-map.en.html").read_text("utf-8"), "verdict-changes")
    for wanted in (
        "What changed in the findings 3 Compared with the scan of 2026-03-15 23:00.",
        "app · public.t_old_contact. mobile Vanished Phone number (whole cells, 99.8%) table dropped",
    ):
        assert wanted in text, wanted


def test_data_map_tells_how_each_table_was_read_and_what_was_not(pages: Path) -> None:
    text = section((pages / "data-map.en.html").read_text("utf-8"), "coverage")
    for wanted in (
        "Recognizers 3f0a91c2d77e, of which rules and thresholds 9b1c04e8a6d2.",
        "app · public.t_salary No permission – – – the login may not read it – – –",
        "public.t_member Complete 20,000 1,024 18,976 read: new or changed content; skipped: content",
        "2026-03-16 23:00 2026-02-20 23:00",
    ):
        assert wanted in text, wanted


def test_a_decision_that_decides_nothing_is_marked(pages: Path) -> None:
    text = section((pages / "data-map.en.html").read_text("utf-8"), "decisions")
    assert (
        "hotline not personal 个人信息保护负责人 public telephone of the branch Nothing is found there"
        in text
    )
    assert "real_name Name 个人信息保护负责人 verified In force" in text


def test_an_older_scan_is_shown_as_such(sample: PageData, tmp_path: Path) -> None:
    assert sample.scan is not None
    older = dataclasses.replace(sample.scan, is_of_this_run=False)
    render_pages(dataclasses.replace(sample, scan=older), tmp_path)
    html = (tmp_path / "data-map.en.html").read_text("utf-8")
    assert "This run completed no scan. What is shown is the scan of 2026-03-16 23:00." in html


def test_a_run_with_nothing_to_show_still_makes_pages(sample: PageData, tmp_path: Path) -> None:
    empty = PageData(
        sample.organisation, sample.as_of, sample.run_id, sample.policy_hash, sample.generated_at
    )
    for path in render_pages(empty, tmp_path):
        if path.suffix == ".html":
            parse(path.read_text("utf-8"))
    assert "No deletion plan could be made" in (tmp_path / "officer.en.html").read_text("utf-8")
    assert "no results of an earlier day" in (tmp_path / "officer.en.html").read_text("utf-8")
    data_map = (tmp_path / "data-map.en.html").read_text("utf-8")
    for wanted in ("This is the first run", "This is the first scan", "No scan is on record"):
        assert wanted in data_map, wanted


def test_findings_of_an_unlisted_store_are_shown_too(sample: PageData, tmp_path: Path) -> None:
    render_pages(dataclasses.replace(sample, stores=sample.stores[:1]), tmp_path)
    html = (tmp_path / "data-map.en.html").read_text("utf-8")
    assert "Not among the configured stores" in html
    assert html.count('<tr class="finding ') == len(sample.inventory)


def test_a_clause_links_only_to_checks_that_are_on_the_page(sample: PageData, tmp_path: Path) -> None:
    render_pages(dataclasses.replace(sample, checks=sample.checks[:2]), tmp_path)
    html = (tmp_path / "officer.en.html").read_text("utf-8")
    ids = {attributes.get("id") for _, attributes in parse(html).elements}
    links = {link for link in re.findall(r'href="#(check-[^"]+)"', html)}
    assert links and links <= ids


def test_every_clause_of_the_register_fits(sample: PageData, tmp_path: Path) -> None:
    clause = sample.documents[0].clauses[0]
    long = Text(zh="应当保障用户的这项权利。" * 5, en="The platform secures this right of its users. " * 5)
    documents = tuple(
        DocumentCoverage(
            f"d{d}",
            long,
            "platform",
            tuple(ClauseRow(f"d{d}/{n}", "一", long, clause.status) for n in range(25)),
        )
        for d in range(21)
    )
    checks = tuple(
        dataclasses.replace(sample.checks[0], id=f"a.b{n}", reasons=(ReasonCount(long, n),) * 6)
        for n in range(160)
    )
    folder = tmp_path / "pages"
    render_pages(dataclasses.replace(sample, documents=documents, checks=checks), folder)
    assert (folder / "officer.zh.html").stat().st_size < 1_500_000


def test_a_failure_leaves_the_pages_of_the_run_before(
    sample: PageData, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    render_pages(sample, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(render, "_index", lambda data: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        render_pages(dataclasses.replace(sample, run_id="another"), tmp_path)
    with pytest.raises(UnicodeEncodeError):
        render.write_together({"overview.en.html": "new", "index.html": "\udcff"}, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_the_same_data_gives_the_same_bytes(sample: PageData, pages: Path, tmp_path: Path) -> None:
    for path in render_pages(sample, tmp_path):
        assert path.read_bytes() == (pages / path.name).read_bytes()


def test_an_older_library_of_charts_goes_and_the_present_one_is_made_once(
    sample: PageData, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / CHART_LIBRARY).write_bytes((pages / CHART_LIBRARY).read_bytes())
    (tmp_path / "vega-0.0.1.js").write_text("old")
    monkeypatch.setattr(render, "chart_library", lambda: 1 / 0)
    render_pages(sample, tmp_path)
    assert [path.name for path in tmp_path.glob("*.js")] == [CHART_LIBRARY]


def test_overview_tells_what_changed_and_which_channel_made_it(pages: Path) -> None:
    html = (pages / "overview.en.html").read_text("utf-8")
    moved = section(html, "moved")
    assert moved.index("Got worse") < moved.index("Complaints first answered in time −1.1 pp, now 88.8%")
    assert moved.index("Got better") < moved.index("First response, 90th percentile −2.4 h, now 23.3 h")
    drivers = section(html, "drivers")
    for wanted in (
        "2026-02 against 2026-01",
        "31 +6 on 2026-01 Most by channel: Hotline (18). Most by category: Delivery (19).",
        "Hotline 8 18 +10 E-mail 6 3 −3 App 9 7 −2 Letter &lt;5 0 unknown Not broken down 2 3 +1",
        "No breakdown can be shown.",
    ):
        assert wanted in drivers, wanted


def test_every_definition_says_who_answers_and_who_set_the_target(pages: Path) -> None:
    html = (pages / "definitions.en.html").read_text("utf-8")
    text = section(html, "complaints")
    for wanted in ("≥ 95.0% · higher is better", "Source of the target our own", "Customer service",
                   "kpi_complaints_monthly.first_response_within_share"):  # fmt: skip
        assert wanted in text, wanted
    assert "No target set · lower is better" in section(html, "service")
