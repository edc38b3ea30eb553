"""The data map's stores, and what changed in their tables and columns."""

from assets.run import Run
from dashboard.data import CatalogChange, StoreRow
from privacy.stores.catalog import diff


def stores(run: Run) -> tuple[StoreRow, ...]:
    catalogs = run.control.latest_catalogs(1)
    tables = catalogs[0].tables if catalogs else ()
    return tuple(
        StoreRow(
            name=store.name,
            kind=store.kind,
            tables=sum(table.store == store.name for table in tables),
            columns=sum(len(table.columns) for table in tables if table.store == store.name),
            rows=sum(table.row_count or 0 for table in tables if table.store == store.name),
        )
        for store in run.workspace.config.stores
    )


def catalog_changes(run: Run) -> tuple[CatalogChange, ...] | None:
    """Tables and columns added, removed or retyped since the run before; None when there was none."""
    catalogs = run.control.latest_catalogs(2)
    if len(catalogs) < 2:
        return None
    changes = []
    for change in diff(catalogs[1], catalogs[0]):
        if change.kind == "keys_changed":
            continue
        before, _, after = change.detail.partition(" → ")
        added = change.kind in ("table_added", "column_added")
        changes.append(
            CatalogChange(
                kind=change.kind,
                store=change.store,
                table=change.table,
                column=change.column,
                before=None if added else before or None,
                after=before or None if added else after or None,
            )
        )
    return tuple(changes)
