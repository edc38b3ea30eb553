"""Page data → static HTML files that need no server and no network; scripts only add comfort."""

import os
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import chart_spec, charts, report, views
from dashboard.data import DocumentCoverage, PageData
from dashboard.scripts import CHART_LIBRARY, chart_library, script, script_policy
from dashboard.wording import Wording
from policy.text import Language

TEMPLATES = Path(__file__).with_name("templates")
BOARDS = ("complaints", "service")  # pages with charts
PAGES = ("overview", *BOARDS, "officer", "erasure", "data-map", "definitions")
LANGUAGES: tuple[Language, ...] = get_args(Language)


def render_pages(data: PageData, folder: Path) -> list[Path]:
    """Write every page, a report for each document, and `index.html` into the folder; returns their paths.

    All but the index exist in both languages.

    All pages are drawn before the first is written, and each replaces its predecessor at once: a reader
    never meets half a page, and a failure leaves the pages of the run before. Raises ValueError for a
    figure that cannot be drawn truthfully, OSError when the folder cannot be written.
    """
    texts = {
        f"{page}.{language}.html": _page(data, page, language) for page in PAGES for language in LANGUAGES
    }
    for document in data.documents:
        for language in LANGUAGES:
            texts[f"{report_stem(document)}.{language}.html"] = _report(data, document, language)
    texts["index.html"] = _index(data)
    if not (folder / CHART_LIBRARY).exists():
        texts[CHART_LIBRARY] = chart_library()
    written = write_together(texts, folder)
    for older in folder.glob("vega-*.js"):
        if older.name != CHART_LIBRARY:
            older.unlink()
    return written


def report_stem(document: DocumentCoverage) -> str:
    """The name of a document's report, without language and ending."""
    return f"report-{views.anchor(document.id)}"


def render_erasure(data: PageData, folder: Path) -> list[Path]:
    """Write only the erasure page, in both languages: it changes between two runs."""
    return write_together(
        {f"erasure.{language}.html": _page(data, "erasure", language) for language in LANGUAGES}, folder
    )


def write_together(texts: Mapping[str, str], folder: Path) -> list[Path]:
    """Write all files beside their places first, then move each into place."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".pages-", dir=folder) as waiting:
        for name, text in texts.items():
            (Path(waiting) / name).write_text(text, "utf-8")
        for name in texts:
            os.replace(Path(waiting) / name, folder / name)
    return [folder / name for name in texts]


def _page(data: PageData, page: str, language: Language) -> str:
    template = "board" if page in BOARDS else page
    return _frame(template, data, page, page, language, defined={one.id for one in data.definitions})


def _report(data: PageData, document: DocumentCoverage, language: Language) -> str:
    return _frame(
        "report", data, "report", report_stem(document), language, document=document,
        outcomes={check.id: check for check in data.checks},
    )  # fmt: skip


def _frame(template: str, data: PageData, page: str, stem: str, language: Language, **values: object) -> str:
    """A page of that template; `stem` is its file's name without language and ending."""
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    charted = page in BOARDS
    return _environment(language).get_template(f"{template}.html").render(
        data=data, page=page, stem=stem, pages=PAGES, language=language, other=other,
        other_wording=Wording(other), library=CHART_LIBRARY,
        report=report, records={record.id: record for record in data.records},
        script_policy=script_policy("page", *(["charts"] if charted else []), library=charted), **values,
    )  # fmt: skip


def _index(data: PageData) -> str:
    languages = [(language, Wording(language)) for language in LANGUAGES]
    template = _environment("zh").get_template("index.html")
    return template.render(data=data, pages=PAGES, languages=languages, script_policy=script_policy("page"))


@cache
def _environment(language: Language) -> Environment:
    """The templates and what they may call, compiled once a language."""
    wording = Wording(language)
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=wording,
        views=views,
        script=script,
        drawn=chart_spec.drawn,
        # Markup: drawn by us from numbers and our own escaped labels.
        wide=lambda figure: Markup(charts.chart_svg(figure, wording, chart_spec.WIDE)),
        narrow=lambda figure: Markup(charts.chart_svg(figure, wording, chart_spec.NARROW)),
        live=lambda figure: charts.chart_json(figure, wording),
        describe=lambda figure: charts.describe(figure, wording),
    )
    environment.filters["tx"] = wording.text
    environment.filters["anchor"] = views.anchor
    return environment
