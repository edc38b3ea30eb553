"""What is known to be the person's own: values that may stay wherever they occur in the person's rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from policy.access_export import TableExport
from privacy.detection.json_paths import leaves, parse_container
from privacy.erasure.identifiers import DOMAINS
from privacy.treatments.pseudonym import canonical

# Any other kind compares by its letters alone.
_ANY_DOMAIN = "text"
_DOMAINS = (*sorted(set(DOMAINS.values())), _ANY_DOMAIN)
# An address is quoted in parts; a shorter part names no place.
_SHORTEST_PART = 6


@dataclass(frozen=True)
class OwnColumns:
    """The columns, and the parts of JSON columns, that policy calls the person's own."""

    columns: frozenset[str]
    paths: tuple[tuple[str, str], ...]

    @staticmethod
    def of(export: TableExport, all_columns: Iterable[str]) -> "OwnColumns":
        """`column$.part` names a part of a JSON column; `all_columns` are own where policy lists none."""
        named = tuple(all_columns) if export.own is None else export.own
        parts = [name.partition("$") for name in named]
        return OwnColumns(
            frozenset(column for column, mark, _ in parts if not mark),
            tuple((column, f"${path}") for column, mark, path in parts if mark),
        )

    def holds(self, column: str, path: str | None) -> bool:
        """Whether a plain cell (`path` None) or a JSON leaf is the person's own."""
        if path is None:
            return column in self.columns
        return any(
            column == own and (path == prefix or path.startswith((f"{prefix}.", f"{prefix}[")))
            for own, prefix in self.paths
        )


@dataclass
class OwnValues:
    """The person's own values in one spelling a domain; in memory only."""

    spellings: set[str] = field(default_factory=set)

    def add(self, value: str) -> None:
        for domain in _DOMAINS:
            if spelling := _spelled(domain, value):
                self.spellings.add(spelling)

    def add_cells(self, row: dict[str, Any], own: OwnColumns, but: set[str]) -> None:
        """Take up the own cells of a row, those of the columns `but` excepted."""
        for column, value in row.items():
            if column in but or value is None or isinstance(value, bool):
                continue
            for path, text in cell_leaves(value):
                if own.holds(column, path):
                    self.add(text)

    def has(self, entity_type: str | None, value: str) -> bool:
        """Whether the value, found as this kind or standing alone, is one of them."""
        if _spelled(DOMAINS.get(entity_type or "", _ANY_DOMAIN), value) in self.spellings:
            return True
        if entity_type is None:
            return any(_spelled(domain, value) in self.spellings for domain in _DOMAINS)
        spelling = _spelled(_ANY_DOMAIN, value)
        return (
            entity_type == "ADDRESS"
            and len(spelling) >= _SHORTEST_PART
            and any(spelling in own for own in self.spellings)
        )


def cell_leaves(value: Any) -> Iterator[tuple[str | None, str]]:
    """Path and text of every leaf of a cell; the path of a plain cell is None."""
    container = value if isinstance(value, dict | list) else None
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        container = parse_container(value)
    if container is None:
        yield None, str(value)
    else:
        yield from ((leaf.path, leaf.text) for leaf in leaves(container, lambda _: False))


def _spelled(domain: str, value: str) -> str:
    return "".join(canonical(domain, value).lower().split())
