"""What planning chooses for a column is what the store's writer can do with it."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

import psycopg
import pyarrow as pa
import pymysql
import pytest

from policy.errors import PolicyError
from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.instruction import Instruction, Treatment
from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.treatments import fitting
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers.open_writer import open_writer
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig
from privacy.stores.mysql import Address
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

PSEUDONYMISED = {"must_wide", "whole", "wide", "narrow_domain_text", "wide_domain", "blank"}
TOO_SHORT = {"short", "fixed", "short_domain"}
POSTGRESQL = """
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN tel AS varchar(11); CREATE DOMAIN note AS varchar(31); CREATE DOMAIN words AS text;
CREATE TABLE person (
    id int PRIMARY KEY, whole text, wide varchar(31), blank char(40), wide_domain note,
    narrow_domain_text words, short varchar(20), fixed char(10), short_domain tel,
    detail json, more jsonb, token uuid, feeling mood, amount numeric, at timestamp,
    must_wide varchar(31) NOT NULL, must_short varchar(20) NOT NULL, must_detail jsonb NOT NULL
);
"""
MYSQL = (
    "CREATE TABLE person (id int PRIMARY KEY, whole text, wide varchar(31), blank char(40), "
    "short varchar(20), fixed char(10), must varchar(20) NOT NULL, tiny tinytext, "
    "feeling enum('good', 'bad'), raw blob, amount decimal(9, 2))"
)


def planned(store: StoreConfig, name: str) -> tuple[Table, dict[str, Treatment | str]]:
    """The catalog's table, and by column the treatment planned for `pseudonymise`, or why it refuses."""
    with open_session([store]) as session:
        [table] = [each for each in read_catalog(session.connection, [store]).tables if each.name == name]
    chosen: dict[str, Treatment | str] = {}
    for column in table.columns[1:]:
        try:
            chosen[column.name] = fitting(table, column.name, "pseudonymise")
        except PolicyError as error:
            chosen[column.name] = error.line("en")
    return table, chosen


def writes(store: StoreConfig, table: Table, column: str, treatment: Treatment, victims: Any) -> bool:
    """Whether the store's writer would carry out that one change."""
    instruction = Instruction("rule", store.name, table.name, "change", ((column, treatment),))
    writer = open_writer(store, StorePace(), ExecutionPseudonyms(b"k" * 32))
    try:
        writer.check([victims(instruction, table)])
    except ErasureRefusedError:
        return False
    finally:
        writer.close()
    return True


def check_agreement(store: StoreConfig, name: str, victims: Any) -> dict[str, Treatment | str]:
    table, chosen = planned(store, name)
    for column, treatment in chosen.items():
        if treatment in ("pseudonymise", "clear"):
            assert writes(store, table, column, treatment, victims), column
        else:
            assert not writes(store, table, column, "pseudonymise", victims), column
    return chosen


@pytest.fixture(scope="session")
def victims() -> Callable[[Instruction, Table], Any]:
    keys = pa.table({"id": pa.array([1], pa.int64()), "subject_id": ["1"]})
    return lambda instruction, table: TableVictims(instruction, table, ("id",), keys)


def test_postgresql(pg: StoreConfig, victims: Any) -> None:
    with psycopg.connect(pg.url, autocommit=True) as connection:
        connection.execute(POSTGRESQL)
    chosen = check_agreement(pg, "public.person", victims)
    assert {name for name, treatment in chosen.items() if treatment == "pseudonymise"} == PSEUDONYMISED
    assert {name for name, treatment in chosen.items() if treatment == "clear"} == {
        "detail", "more", "token", "feeling", "amount", "at", *TOO_SHORT,
    }  # fmt: skip
    assert "public.person.must_short takes 20 characters (a pseudonym has 31)" in chosen["must_short"]
    assert "public.person.must_detail is VARCHAR and may not be NULL" in chosen["must_detail"]


def test_mysql(my: StoreConfig, victims: Any) -> None:
    address = Address.of(my)
    with (
        closing(
            pymysql.connect(unix_socket=address.socket, user="root", database="erasure", autocommit=True)
        ) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(MYSQL)
    chosen = check_agreement(my, "erasure.person", victims)
    assert {name for name, treatment in chosen.items() if treatment == "pseudonymise"} == {
        "whole", "wide", "blank", "tiny",
    }  # fmt: skip
    assert {name for name, treatment in chosen.items() if treatment == "clear"} == {
        "feeling", "raw", "amount", "short", "fixed",
    }  # fmt: skip
    assert "person.must takes 20 characters (a pseudonym has 31)" in chosen["must"]
