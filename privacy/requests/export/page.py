"""The export as one page that a person can read offline, in Chinese or in English."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.environment import TemplateModule
from markupsafe import Markup, escape

from policy.text import Text
from privacy.requests.export.masking import ANOTHER_PERSON
from privacy.requests.export.tables import ExportedTable

if TYPE_CHECKING:
    from privacy.requests.export.write import Heading

FOLDER = Path(__file__).parent
_YES_NO = {True: Text(zh="是", en="yes"), False: Text(zh="否", en="no")}


def start_page(heading: "Heading", tables: Sequence[tuple[ExportedTable, int]]) -> str:
    style = Markup((FOLDER / "page.css").read_text(encoding="utf-8"))
    return str(_parts().start_page(heading, tables, style))  # type: ignore[attr-defined]


def start_table(number: int, table: ExportedTable, rows: int) -> str:
    return str(_parts().start_table(number, table, rows))  # type: ignore[attr-defined]


def page_rows(rows: Sequence[dict[str, Any]]) -> str:
    """The rows of a table; not a template, since there may be hundreds of thousands."""
    return "".join(
        "<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row.values()) + "</tr>\n" for row in rows
    )


def start_rows(number: int, table: ExportedTable) -> str:
    return str(_parts().start_rows(number, table))  # type: ignore[attr-defined]


def end_rows() -> str:
    return str(_parts().end_rows())  # type: ignore[attr-defined]


def one_row(table: ExportedTable, row: dict[str, Any]) -> str:
    """A table of a single row, read downwards."""
    cells = [Markup(_cell(value)) for value in row.values()]
    return str(_parts().one_row(table, cells))  # type: ignore[attr-defined]


def end_page() -> str:
    return str(_parts().end_page())  # type: ignore[attr-defined]


def both(text: Text) -> Markup:
    """The text in both languages; the page's switch shows one of them."""
    if text.zh == text.en:
        return escape(text.zh)
    return Markup('<span lang="zh">{}</span><span lang="en">{}</span>').format(text.zh, text.en)


def _cell(value: Any) -> str:
    if value is None:
        return '<span class="none">–</span>'
    if value == ANOTHER_PERSON:
        return f'<span class="other">{both(Text(zh="他人信息", en="another person"))}</span>'
    if isinstance(value, bool):
        return both(_YES_NO[value])
    if isinstance(value, dict | list):
        return _nested(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return str(escape(value.isoformat() if isinstance(value, date) else str(value)))


def _nested(value: Any) -> str:
    if isinstance(value, dict):
        items = [f"<li><b>{escape(key)}</b> {_cell(child)}</li>" for key, child in value.items()]
    else:
        items = [f"<li>{_cell(child)}</li>" for child in value]
    return f"<ul>{''.join(items)}</ul>"


@lru_cache(maxsize=1)
def _parts() -> TemplateModule:
    environment = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    environment.globals["both"] = both
    environment.globals["text"] = lambda zh, en: both(Text(zh=zh, en=en))
    return environment.get_template("page.html").module
