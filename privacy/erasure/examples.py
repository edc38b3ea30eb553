"""The shape of a few values that a plan is about, for the officer who approves it and must not see them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from privacy.detection.masking import masked
from privacy.erasure.due import JudgedRows
from privacy.erasure.judged_table import JudgedTable
from privacy.stores.catalog import quote

MOST = 3


@dataclass(frozen=True)
class Example:
    """`shapes`: up to `MOST` distinct masked values of a column in rows that the plan acts on."""

    store: str
    table: str
    column: str
    shapes: tuple[str, ...]


def masked_examples(
    judged: JudgedRows, entity_types: Mapping[tuple[str, str, str], str]
) -> tuple[Example, ...]:
    """Shapes of every column that a rule changes, and of known personal columns in rows to be deleted.

    Args:
        entity_types: store, table, column -> what the scan found there; how a value is masked follows it.
    """
    return tuple(
        example for table in judged.tables.values() for example in _of_table(judged, table, entity_types)
    )


def _of_table(
    judged: JudgedRows, table: JudgedTable, entity_types: Mapping[tuple[str, str, str], str]
) -> Iterator[Example]:
    place = (table.rule.store, table.rule.table)
    columns = dict.fromkeys(
        column for outcome in table.outcomes.values() for column, _ in outcome.changes
    ) | dict.fromkeys(
        column for store, name, column in entity_types if (store, name) == place and table.deleting
    )
    keys = judged.connection.execute(
        f"SELECT {', '.join(table.keys)} FROM {table.acting} ORDER BY ALL LIMIT {MOST}"
    ).fetchall()
    if not columns or not keys:
        return
    # Keys as constants: a database then reads these rows alone.
    one = "(" + " AND ".join(f"source.{column} = ?" for column in table.key.columns) + ")"
    read = ", ".join(f"CAST(source.{quote(column)} AS VARCHAR)" for column in columns)
    rows = judged.connection.execute(
        f"SELECT {read} FROM {table.key.relation} AS source WHERE {' OR '.join([one] * len(keys))}",
        [value for key in keys for value in key],
    ).fetchall()
    for number, column in enumerate(columns):
        entity_type = entity_types.get((*place, column), "")
        shapes = {masked(entity_type, row[number]) for row in rows if row[number]}
        yield Example(*place, column, tuple(sorted(shapes)))
