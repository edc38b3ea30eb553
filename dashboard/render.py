"""Page data → static HTML files that need no server, no network and no script."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from dashboard import charts, views
from dashboard.data import PageData
from dashboard.wording import Wording
from policy.text import Language

TEMPLATES = Path(__file__).with_name("templates")
PAGES = ("kpis", "officer", "erasure", "data-map")
LANGUAGES: tuple[Language, ...] = get_args(Language)


def render_pages(data: PageData, folder: Path) -> list[Path]:
    """Write every page in both languages, and `index.html`, into the folder; returns their paths.

    All pages are drawn before the first is written, and each replaces its predecessor at once: a reader
    never meets half a page, and a failure leaves the pages of the run before. Raises ValueError for a
    figure that cannot be drawn truthfully, OSError when the folder cannot be written.
    """
    texts = {
        f"{page}.{language}.html": _page(data, page, language) for page in PAGES for language in LANGUAGES
    }
    texts["index.html"] = _index(data)
    return write_together(texts, folder)


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
    wording = Wording(language)
    environment = _environment(wording)
    other = LANGUAGES[1 - LANGUAGES.index(language)]
    return environment.get_template(f"{page}.html").render(
        data=data, page=page, pages=PAGES, language=language, other=other, other_wording=Wording(other)
    )


def _index(data: PageData) -> str:
    languages = [(language, Wording(language)) for language in LANGUAGES]
    environment = _environment(Wording("zh"))
    return environment.get_template("index.html").render(data=data, pages=PAGES, languages=languages)


def _environment(wording: Wording) -> Environment:
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
        style=Markup((TEMPLATES / "style.css").read_text("utf-8")),
        drawn=charts.drawn,
        # Markup: drawn by us from numbers and our own escaped labels.
        wide=lambda figure: Markup(charts.chart_svg(figure, wording, charts.WIDE)),
        narrow=lambda figure: Markup(charts.chart_svg(figure, wording, charts.NARROW)),
        describe=lambda figure: charts.describe(figure, wording),
    )
    environment.filters["tx"] = wording.text
    environment.filters["anchor"] = views.anchor
    return environment
