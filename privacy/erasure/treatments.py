"""Which treatment a column can bear, and how to see that a row still needs it."""

from policy.errors import PolicyError
from policy.retention import ERASED_PREFIX, GENERALISED_TEXT
from policy.text import Text
from privacy.erasure.instruction import Changes, Treatment
from privacy.erasure.pseudonyms import PSEUDONYM_LENGTH
from privacy.stores.catalog import Column, Table, quote

_DATES = ("DATE", "TIMESTAMP")


def fitting(table: Table, column: str, treatment: Treatment) -> Treatment:
    """The treatment itself, or `clear` where the column cannot bear it: by its type, as a foreign key, or as
    a text too short for a pseudonym.

    Raises:
        PolicyError: the column would have to be cleared and may not be NULL.
    """
    found = table.column(column)
    assert found is not None, "check_annotations has seen the columns that rules name"
    refers = any(column in key.columns for key in table.foreign_keys)
    fits = {
        "clear": False,
        "pseudonymise": _is_text(found) and not refers and not _is_too_short(found),
        "generalise": (_is_text(found) or _is_date(found)) and not refers,
    }
    if fits[treatment]:
        return treatment
    if found.nullable:
        return "clear"
    place = f"{table.store} {table.name}.{column}"
    zh, en = f"为 {found.type}", f"is {found.type}"
    if _is_text(found) and _is_too_short(found):
        zh = f"只容 {found.room} 个字符（假名有 {PSEUDONYM_LENGTH} 个）"
        en = f"takes {found.room} characters (a pseudonym has {PSEUDONYM_LENGTH})"
    raise PolicyError(
        Text(
            zh=f"retention.yaml：{place} {zh}且不允许 NULL，无法按 {treatment} 处理",
            en=f"retention.yaml: {place} {en} and may not be NULL, so it cannot be treated by {treatment}",
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
    return column.type == "VARCHAR" and column.room != 0


def _is_too_short(column: Column) -> bool:
    return column.room is not None and column.room < PSEUDONYM_LENGTH


def _is_date(column: Column) -> bool:
    return column.type.startswith(_DATES)
