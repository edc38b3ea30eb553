"""A small shop in two stores: a database with a cycle, a self-reference and a composite key, and a log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from policy.retention import RetentionPolicy
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table

AS_OF = datetime(2026, 3, 16, 23)
POLICY = yaml.safe_load("""
subject: {store: app, table: public.t_member, key: member_no}
triggers: {cancellation: {days: 15, source: ours, clause: internet-co-1/14}}
tables:
  - id: member-profile
    store: app
    table: public.t_member
    erasure: {action: clear, columns: [real_name, phone]}
  - {id: member-address, store: app, table: public.t_address, erasure: {action: delete}}
  - id: member-orders
    store: app
    table: public.t_order
    erasure: {action: delete, columns: [receiver]}
    minimum: {days: 1095, time: created, basis: {zh: 电子商务法第31条, en: E-Commerce Law 31}, source: law}
  - id: order-items
    store: app
    table: public.t_order_item
    erasure: {action: pseudonymise, columns: [note]}
  - id: comments
    store: app
    table: public.t_comment
    erasure: {action: keep, basis: {zh: 公开内容, en: public by the member's own wish}}
  - id: login-log
    store: lake
    table: login_log
    link: {column: member_no, to: {store: app, table: public.t_member, column: member_no}}
    erasure: {action: pseudonymise, columns: [member_no, ip]}
    minimum: {days: 180, time: ts, basis: {zh: 网络安全法, en: Cybersecurity Law}, source: law}
    limit: {days: 730, time: ts, action: delete}
""")
DDL = """
CREATE SCHEMA app.public;
CREATE TABLE app.public.t_member(id INTEGER, member_no VARCHAR, real_name VARCHAR, phone VARCHAR,
                                 invited_by INTEGER, default_address INTEGER);
CREATE TABLE app.public.t_address(id INTEGER, member_no VARCHAR, detail VARCHAR);
CREATE TABLE app.public.t_order(shop INTEGER, no INTEGER, member_id INTEGER, receiver VARCHAR, region VARCHAR,
                                created TIMESTAMP);
CREATE TABLE app.public.t_order_item(shop INTEGER, no INTEGER, line INTEGER, note VARCHAR);
CREATE TABLE app.public.t_comment(id INTEGER, member_no VARCHAR, parent INTEGER);
CREATE TABLE app.public.t_region(code VARCHAR, name VARCHAR);
CREATE TABLE lake.login_log(member_no VARCHAR, ip VARCHAR, ts TIMESTAMP);
"""
_KEYS = {
    "t_member": [("invited_by", "t_member", "id"), ("default_address", "t_address", "id")],
    "t_address": [("member_no", "t_member", "member_no")],
    "t_order": [("member_id", "t_member", "id"), ("region", "t_region", "code")],
    "t_order_item": [("shop no", "t_order", "shop no")],
    "t_comment": [("member_no", "t_member", "member_no"), ("parent", "t_comment", "id")],
}


@dataclass
class Shop:
    connection: duckdb.DuckDBPyConnection
    catalog: Catalog
    policy: RetentionPolicy

    def run(self, sql: str) -> None:
        self.connection.execute(sql)

    def stage(
        self, *subjects: tuple[str, bool], cancelled: bool = True, everyone: tuple[str, ...] = ()
    ) -> None:
        """Stage (member number, held) as cancelled on 1 March; `everyone` for the limits."""
        self.run(
            "CREATE OR REPLACE TEMP TABLE staged_subjects"
            "(subject_raw VARCHAR, subject_id VARCHAR, due_at TIMESTAMP, hold_scopes VARCHAR[], "
            "trigger VARCHAR)"
        )
        held = dict(subjects)
        for member, is_held in subjects if cancelled else ():
            self._stage(member, datetime(2026, 3, 1), is_held, "cancellation")
        for member in everyone:
            self._stage(member, None, held.get(member, False), "retention_limit")

    def _stage(self, member: str, due_at: datetime | None, held: bool | None, trigger: str) -> None:
        scopes = None if held is None else ["all"] if held else []
        self.connection.execute(
            "INSERT INTO staged_subjects VALUES (?, ?, ?, ?, ?)",
            [member, f"key-{member}", due_at, scopes, trigger],
        )


@pytest.fixture
def as_of() -> datetime:
    return AS_OF


@pytest.fixture
def policy() -> RetentionPolicy:
    return RetentionPolicy.model_validate(POLICY)


@pytest.fixture
def shop(tmp_path: Path, policy: RetentionPolicy) -> Iterator[Shop]:
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS app")
    connection.execute(f"ATTACH '{tmp_path}/lake.duckdb' AS lake")
    connection.execute(DDL)
    yield Shop(connection, _catalog(connection), policy)
    connection.close()


def _catalog(connection: duckdb.DuckDBPyConnection) -> Catalog:
    tables: dict[tuple[str, str], list[Column]] = {}
    for store, schema, table, column, kind in connection.execute(
        "SELECT database_name, schema_name, table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE database_name IN ('app', 'lake') ORDER BY ALL"
    ).fetchall():
        name = table if store == "lake" else f"{schema}.{table}"
        tables.setdefault((store, name), []).append(Column(column, kind))
    return Catalog(
        tuple(
            Table(store, name, tuple(columns), foreign_keys=_foreign_keys(name))
            for (store, name), columns in tables.items()
        )
    )


def _foreign_keys(name: str) -> tuple[ForeignKey, ...]:
    return tuple(
        ForeignKey(name, tuple(columns.split()), f"public.{to}", tuple(to_columns.split()))
        for columns, to, to_columns in _KEYS.get(name.removeprefix("public."), ())
    )
