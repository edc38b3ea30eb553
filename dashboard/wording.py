"""Words and numbers of one language: the files of `STRINGS`, and how each unit is written."""

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import yaml

from dashboard.data import Hidden, Unit
from policy.text import Language, Text

STRINGS = tuple(
    Path(__file__).with_name(f"{name}.yaml")
    for name in ("strings", "kpi_strings", "erasure_strings", "report_strings")
)


@cache
def strings() -> Mapping[str, Text]:
    """Every string of the pages by its dotted key (`kpis.met`)."""
    flat: dict[str, Text] = {}

    def walk(prefix: str, node: Mapping[str, object]) -> None:
        if set(node) == {"zh", "en"}:
            flat[prefix] = Text.model_validate(node)
            return
        for key, child in node.items():
            if not isinstance(child, Mapping):
                raise ValueError(f"strings: {prefix}.{key} needs zh and en")
            walk(f"{prefix}.{key}" if prefix else str(key), child)

    for file in STRINGS:
        walk("", yaml.safe_load(file.read_text("utf-8")))
    return flat


class Wording:
    """The pages' words in one language. Call it with a key: `wording("kpis.met")`."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language

    def __call__(self, key: str, **values: object) -> str:
        """The string of that key with its `{placeholders}` filled. Raises KeyError for an unknown key."""
        return strings()[key].in_language(self.language).format(**values)

    def name(self, family: str, code: str) -> str:
        """The word for a code (`legal_basis`, `consent`); a code we have no word for is shown as it is."""
        text = strings().get(f"{family}.{code}")
        return code if text is None else text.in_language(self.language)

    def text(self, text: Text) -> str:
        return text.in_language(self.language)

    def time(self, moment: datetime) -> str:
        return moment.strftime("%Y-%m-%d %H:%M")

    def bare(self, value: object, unit: Unit) -> str:
        """A number without the name of its unit, as it stands in a column headed by the unit."""
        if value is None:
            return "–"
        if isinstance(value, Hidden):
            return f"<{value.below}" if value.kind == "suppressed" else f"n<{value.below}"
        number = float(str(value))
        if unit == "share":
            return f"{number * 100:.1f}%"
        if unit == "money":
            return f"¥{number:,.0f}"
        if unit == "count":
            return f"{number:,.0f}"
        return f"{number:,.1f}"

    def number(self, value: object, unit: Unit) -> str:
        """A number with its unit: `21.4 h`, `97.2%`, `1,204`."""
        text = self.bare(value, unit)
        suffix = self.unit(unit)
        known = value is not None and not isinstance(value, Hidden)
        return f"{text} {suffix}" if suffix and known else text

    def unit(self, unit: Unit) -> str:
        """The name of the unit where the number alone does not show it, else an empty string."""
        return self(f"unit.{unit}") if unit in ("hours", "days", "score") else ""

    def difference(self, now: float, before: float, unit: Unit) -> str:
        """The signed change, shares in percentage points; an empty string when it rounds to nothing."""
        change = (now - before) * (100 if unit == "share" else 1)
        digits = f"{abs(change):,.0f}" if unit in ("count", "money") else f"{abs(change):,.1f}"
        if not re.search(r"[1-9]", digits):
            return ""
        sign = "+" if change > 0 else "−"
        suffix = self("unit.points") if unit == "share" else self.unit(unit)
        return f"{sign}{'¥' if unit == 'money' else ''}{digits}{' ' + suffix if suffix else ''}"

    def cell(self, value: object, unit: Unit) -> str:
        """A cell of a table, whatever it holds."""
        if isinstance(value, Text):
            return self.text(value)
        if isinstance(value, datetime):
            return self.time(value)
        if isinstance(value, str):
            return value
        return self.bare(value, unit)
