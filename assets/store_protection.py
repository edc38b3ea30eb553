"""How the stores protect what they hold, read from their own catalogs and from what quanyi.yaml declares."""

from collections.abc import Iterator, Sequence, Set
from typing import Any

import dagster as dg
import duckdb

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from policy.pii import PiiCatalogue
from policy.text import Text
from privacy.stores.catalog import Catalog
from privacy.stores.config import StoreConfig
from privacy.stores.protection.facts import Connection, Protection
from privacy.stores.protection.read import read_protection
from privacy.stores.protection.unkeyed import Place, find_unkeyed
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh, record_unusable
from warehouse.workspace import TIMEZONE
from warehouse.write_entity import write_entity

ENTITIES = ("stores", "connections", "store_logins", "hashed_columns")
CONTRACTS = [load_contracts()[name] for name in ENTITIES]
HASHED = ("keyed_hash", "hashed")
GUESSABLE = ("PHONE_NUMBER", "CN_ID_CARD")
"""Kinds with so few possible values that a hash without a key hides nothing."""


@dg.multi_asset(
    name="store_protection",
    specs=[
        dg.AssetSpec(
            contract.entity,
            deps=["catalog"],
            group_name="stores",
            description=both(contract.grain),
            owners=[PRIVACY_TEAM],
            kinds={"postgres", "duckdb"},
            tags={"layer": "stores", "origin": contract.origin},
            metadata={"dagster/column_schema": column_schema(contract)},
            freshness_policy=NIGHTLY,
        )
        for contract in CONTRACTS
    ],
    retry_policy=RETRIES,
    can_subset=True,
)
def store_protection(
    context: dg.AssetExecutionContext, quanyi: QuanyiResource
) -> Iterator[dg.MaterializeResult]:
    rows = refresh_store_protection(quanyi.run)
    for name in ENTITIES:
        if dg.AssetKey(name) in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=name, metadata={"dagster/row_count": rows[name]})


def refresh_store_protection(run: Run) -> dict[str, int]:
    """Read every store that answers and write the four entities; returns their rows.

    What stores that did not answer would say is unknown, so then none of the four can be used.
    """
    report_progress("store protection", 0, 1)
    answering = [store for store in run.workspace.config.stores if store.name not in run.session.failed]
    catalog = run.control.latest_catalogs(1)[0]
    try:
        tables = protection_rows(
            run.session.connection, answering, catalog, run.workspace.policy.pii_catalogue
        )
    except duckdb.Error:
        why = Text(zh="存储在读取保护设置时中断", en="a store broke off while its protection was read")
        return _unusable(run, why)
    for contract in CONTRACTS:
        write_entity(run.warehouse, contract, tables[contract.entity])
        record_fresh(run.warehouse, contract, run.as_of)
    if run.session.failed:
        error = next(iter(run.session.failed.values()))
        return _unusable(run, Text(zh=error.line("zh"), en=error.line("en")))
    report_progress("store protection", 1, 1)
    return {name: len(rows) for name, rows in tables.items()}


def protection_rows(
    connection: duckdb.DuckDBPyConnection,
    stores: Sequence[StoreConfig],
    catalog: Catalog,
    catalogue: PiiCatalogue | None,
) -> dict[str, list[dict[str, Any]]]:
    """The rows of the four entities by name, from stores that are attached to `connection`.

    Raises:
        duckdb.Error: a store broke off.
    """
    read = [(store, read_protection(connection, store)) for store in stores]
    return {
        "stores": [_store_row(store, one) for store, one in read],
        "connections": [_connection_row(way) for _, one in read for way in one.connections],
        "store_logins": [vars(login) for _, one in read for login in one.logins],
        "hashed_columns": _hashed_columns(connection, {store.name for store in stores}, catalog, catalogue),
    }


def _store_row(store: StoreConfig, one: Protection) -> dict[str, Any]:
    declared = store.encryption_at_rest
    return {
        "name": store.name,
        "kind": store.kind,
        "place": one.store.place,
        "at_rest": declared.method if declared else None,
        "engine_encrypts": one.store.engine_encrypts,
        "algorithm": declared.algorithm if declared else None,
        "key_rotated_at": declared.key_rotated_on if declared else None,
    }


def _connection_row(way: Connection) -> dict[str, Any]:
    """Times in the warehouse are local."""
    expires = way.certificate_expires_at
    local = expires.astimezone(TIMEZONE).replace(tzinfo=None) if expires else None
    return {**vars(way), "certificate_expires_at": local}


def _hashed_columns(
    connection: duckdb.DuckDBPyConnection, stores: Set[str], catalog: Catalog, catalogue: PiiCatalogue | None
) -> list[dict[str, Any]]:
    hashed, plain = [], []
    for entry in catalogue.columns if catalogue else ():
        if entry.pii_type not in GUESSABLE or entry.path or entry.store not in stores:
            continue
        place = Place(entry.store, entry.table, entry.column, entry.pii_type)
        if entry.protection in HASHED:
            hashed.append(place)
        elif entry.protection != "encrypted":
            plain.append(place)
    return [
        {
            "store": one.place.store, "table": one.place.table, "column": one.place.column,
            "distinct_values": one.values, "tried_values": one.known, "unkeyed_values": one.unkeyed,
        }
        for one in find_unkeyed(connection, catalog, hashed, plain)
    ]  # fmt: skip


def _unusable(run: Run, why: Text) -> dict[str, int]:
    for name in ENTITIES:
        record_unusable(run.warehouse, name, "failed", why)
    return dict.fromkeys(ENTITIES, 0)
