"""Every text of a cell, JSON included, handed to a function that may replace it."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from privacy.detection.json_paths import Members, parse_container
from privacy.requests.export.known import OwnColumns

MASK = "***"
_DEEPEST = 40

# Header and text -> the text to show.
Replace = Callable[[str, str], str]


def walk_cell(column: str, value: Any, own: OwnColumns, replace: Replace) -> Any:
    """The cell with every text that is not own replaced by `replace(header, text)`.

    Numbers and days count as texts, so that a telephone number kept as a number is found; one that is
    replaced becomes a text.
    """
    container = value if isinstance(value, dict | list) else None
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        container = parse_container(value)
    if container is not None:
        return _walk(column, container, "$", (), own, replace, 0)
    if own.holds(column, None):
        return value
    return _replaced(column, value, replace)


def _walk(
    column: str, value: Any, path: str, keys: tuple[str, ...], own: OwnColumns, replace: Replace, depth: int
) -> Any:
    if depth > _DEEPEST:
        return MASK
    header = " ".join((column, *keys))
    if isinstance(value, dict | Members):
        pairs = value.items() if isinstance(value, dict) else value
        # A key can itself be a telephone number; two keys that are masked alike keep the last value only.
        return {
            replace(header, str(key)): _walk(
                column, child, f"{path}.{key}", (*keys, str(key)), own, replace, depth + 1
            )
            for key, child in pairs
        }
    if isinstance(value, list | tuple):
        return [_walk(column, child, f"{path}[*]", keys, own, replace, depth + 1) for child in value]
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        nested = parse_container(value)
        if nested is not None:
            return _walk(column, nested, path, keys, own, replace, depth + 1)
    return value if own.holds(column, path) else _replaced(header, value, replace)


def _replaced(header: str, value: Any, replace: Replace) -> Any:
    if isinstance(value, str):
        return replace(header, value)
    text = _as_text(value)
    if text is None:
        return value
    shown = replace(header, text)
    return value if shown == text else shown


def _as_text(value: Any) -> str | None:
    """The text of a number or a day; None for what names nobody, such as a moment of the day."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else None
    if isinstance(value, int | float | Decimal | date) and not isinstance(value, bool):
        return str(value)
    return None
