"""The data map: stores, what personal information was found where, and what changed."""

from assets.page_data.tables import is_fresh, rows_of
from assets.run import Run
from dashboard.data import CatalogChange, InventoryRow, StoreRow
from policy.text import Text
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


def inventory(run: Run) -> tuple[InventoryRow, ...]:
    """Only what the scan found; catalogued columns without findings are no sighting."""
    if not is_fresh(run, "pii_inventory"):
        return ()
    kinds = run.workspace.policy.pii.entity_types
    return tuple(
        InventoryRow(
            store=row["store"],
            table=row["table"],
            column=row["column"],
            path=row["path"],
            pii_type=row["pii_type"],
            kind=kinds[row["pii_type"]].title if row["pii_type"] in kinds else None,
            share=row["share"],
            findings=row["findings"],
            rows=row["rows"],
            mentions=row["mentions"],
            sensitivity=row["sensitivity"],
            shape=row["shape"],
            why=Text(zh=row["why_zh"], en=row["why_en"]),
            catalogued=row["catalogued"] or not row["personal"],
            owner=row["owner"],
            protection=row["protection"],
            legal_basis=row["legal_basis"],
            purpose=row["purpose"],
        )
        for row in rows_of(run, "SELECT * FROM models.pii_inventory WHERE found")
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
