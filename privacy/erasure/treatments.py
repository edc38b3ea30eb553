"""Which treatment a column can bear, and how to see that a row still needs it."""

from policy.errors import PolicyError
from policy.retention import ERASED_PREFIX, GENERALISED_TEXT
from policy.text import Text
from privacy.erasure.instruction import Changes, Treatment
from privacy.stores.catalog import Column, Table, quote

_DATES = ("DATE", "TIMESTAMP")


def fitting(table: Table, column: str, treatment: Treatment) -> Treatment:
    """The treatment itself, or `clear` where the column cannot bear it: by its type, or as a foreign key.

    Raises:
        PolicyError: the column would have to be cleared and may not be NULL.
    """
    found = table.column(column)
    assert found is not None, "check_annotations has seen the columns that rules name"
    refers = any(column in key.columns for key in table.foreign_keys)
    fits = {
        "clear": False,
        "pseudonymise": _is_text(found) and not refers,
        "generalise": (_is_text(found) or _is_date(found)) and not refers,
    }
    if fits[treatment]:
        return treatment
    if found.nullable:
        return "clear"
    place = f"{table.store} {table.name}.{column}"
    raise PolicyError(
        Text(
            zh=f"retention.yaml：{place} 为 {found.type} 且不允许 NULL，无法按 {treatment} 处理",
            en=f"retention.yaml: {place} is {found.type} and may not be NULL, so it cannot be treated by "
            f"{treatment}",
        ),
        Text(
            zh="文本列请改用 pseudonymise 或 generalise；其他列请删除整行，或允许该列为 NULL。",
            en="Use pseudonymise or generalise for a text; else delete the row, or let the column be NULL.",
        ),
    )


def outstanding(table: Table, changes: Changes, alias: str) -> str:
    """SQL that is true for a row on which one of the changes still has something to do; never NULL."""
    needed = (_needs(table, column, treatment, alias) for column, treatment in changes)
    return "(" + (" OR ".join(needed) or "false") + ")"


def _needs(table: Table, column: str, treatment: Treatment, alias: str) -> str:
    value = f"{alias}.{quote(column)}"
    found = table.column(column)
    assert found is not None, "fitting has seen it"
    if treatment == "clear":
        return f"{value} IS NOT NULL"
    if treatment == "pseudonymise":
        return f"NOT coalesce(starts_with({value}, '{ERASED_PREFIX}'), true)"
    if _is_date(found):
        return f"coalesce({value} <> date_trunc('year', {value}), false)"
    return f"coalesce({value} <> '{GENERALISED_TEXT}', false)"


def _is_text(column: Column) -> bool:
    return column.type == "VARCHAR"


def _is_date(column: Column) -> bool:
    return column.type.startswith(_DATES)
