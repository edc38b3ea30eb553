"""The query that takes a table out of the warehouse: allowed columns only, small cells left empty."""

from collections.abc import Collection

from warehouse.publishing.tables import PublishedColumn, PublishedTable, load_published


def select_sql(table: PublishedTable, present: Collection[str], small_cell: int) -> str:
    """A SELECT over `models.<table>` with those published columns that the model has.

    A figure of fewer than `small_cell` people is NULL. So is a sum or mean whose NULL parts hold fewer than
    that together: the rest of its parts would give them away.

    Args:
        present: the columns of the model.
    """
    columns = ", ".join(
        f'{_figure(table, name, column, small_cell)} AS "{name}"'
        for name, column in table.columns.items()
        if name in present
    )
    return f"SELECT {columns} FROM models.{table.name} AS whole ORDER BY ALL"


def _figure(table: PublishedTable, name: str, column: PublishedColumn, small_cell: int) -> str:
    if column.of is None:
        return f'whole."{name}"'
    shown = f'whole."{column.of}" >= {small_cell}'
    if table.parts is not None and column.adds_up:
        period = load_published()[table.parts].period
        shown += (
            f' AND coalesce((SELECT sum(part."{column.of}") FROM models.{table.parts} AS part'
            f' WHERE part."{column.of}" < {small_cell}'
            f" AND date_trunc('{table.period}', part.{period}) = whole.{table.period}), 0)"
            f" NOT BETWEEN 1 AND {small_cell - 1}"
        )
    return f'CASE WHEN {shown} THEN whole."{name}" END'
