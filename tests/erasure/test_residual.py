"""The residual scan finds an identifier however it is written, and nothing that only looks like one."""

from pathlib import Path

import duckdb
import pytest

from privacy.erasure.identifiers import Identifiers
from privacy.erasure.residual import Residue, search_files, search_stores, search_warehouse
from privacy.stores.catalog import Catalog, Column, Table
from privacy.treatments.pseudonym import Pseudonymiser

PSEUDONYMISER = Pseudonymiser(b"p" * 32)


@pytest.fixture
def identifiers() -> Identifiers:
    collected = Identifiers()
    collected.add("PHONE_NUMBER", ["+86 138-0013-8000", None, ""], PSEUDONYMISER)
    collected.add("EMAIL_ADDRESS", ["Li.Lei@qq.com"], PSEUDONYMISER)
    collected.add("CN_ID_CARD", ["11010119900307123x"], PSEUDONYMISER)
    collected.add("CN_LICENSE_PLATE", ["京A·12345"], PSEUDONYMISER)
    collected.add("CREDIT_CARD", ["6222 0212 3456 7890"], PSEUDONYMISER)
    return collected


def searched(cell: object, type_: str, identifiers: Identifiers) -> list[Residue]:
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS app")
    connection.execute(f'CREATE TABLE app.main."t" (a INTEGER, cell {type_})')
    connection.execute("INSERT INTO app.main.t VALUES (1, ?), (2, NULL), (3, ?)", [cell, cell])
    table = Table("app", "t", (Column("a", "INTEGER"), Column("cell", type_)), row_count=3)
    return search_stores(connection, Catalog((table,)), identifiers)


@pytest.mark.parametrize(
    ("cell", "type_"),
    [
        ("13800138000", "VARCHAR"),
        ("电话138 0013 8000谢谢", "VARCHAR"),
        ("１３８００１３８０００", "VARCHAR"),
        ("tel:+8613800138000.", "VARCHAR"),
        ("0086-138-0013-8000", "VARCHAR"),
        ("13800138000 13900139000", "VARCHAR"),
        ("发li.lei@QQ.com，谢", "VARCHAR"),
        ("身份证11010119900307123X号", "VARCHAR"),
        ("no11010119900307123X", "VARCHAR"),
        ("京a12345停在门口", "VARCHAR"),
        ("卡6222-0212-3456-7890", "VARCHAR"),
        ('{"a": {"p": ["13800138000"]}}', "JSON"),
        (13800138000, "BIGINT"),
        (["x", "13800138000"], "VARCHAR[]"),
    ],
)
def test_an_identifier_is_found_in_every_spelling(cell: object, type_: str, identifiers: Identifiers) -> None:
    assert searched(cell, type_, identifiers) == [Residue("app", "t", "cell", 2)]


@pytest.mark.parametrize(
    "cell",
    [
        "113800138000",
        "013800138000x",
        "13800138001",
        "li.lei@qq.com.cn.example",
        "6222021234567891",
        "京A123456",
    ],
)
def test_what_only_resembles_one_is_not_found(cell: str, identifiers: Identifiers) -> None:
    assert searched(cell, "VARCHAR", identifiers) == []


def test_short_values_say_nothing(identifiers: Identifiers) -> None:
    short = Identifiers()
    short.add("QQ_NUMBER", ["12345"], PSEUDONYMISER)
    assert not short.forms


def test_what_an_earlier_erasure_wrote_names_nobody() -> None:
    identifiers = Identifiers()
    identifiers.add("PHONE_NUMBER", ["erased-99d7441427470a1b2c3d4e5f", "13800138000"], PSEUDONYMISER)
    assert searched("erased-99d7441427470a1b2c3d4e5f", "VARCHAR", identifiers) == []
    assert searched("13800138000", "VARCHAR", identifiers) != []


def test_the_warehouse_is_searched_for_pseudonyms_too(identifiers: Identifiers) -> None:
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA entities")
    keyed = PSEUDONYMISER.one("phone", "13800138000")
    connection.execute("CREATE TABLE entities.users AS SELECT ? AS phone, 1 AS n", [keyed])
    connection.execute("CREATE TABLE entities.clean AS SELECT 'k1.0' AS phone")
    assert search_warehouse(connection, identifiers) == [Residue("warehouse", "entities.users", "phone", 1)]


def test_files_are_searched_across_their_pieces(
    tmp_path: Path, identifiers: Identifiers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("privacy.erasure.residual._CHUNK_BYTES", 300)
    (tmp_path / "page.html").write_text("x " * 147 + "<td>13800138000</td>", "utf-8")
    (tmp_path / "clean.html").write_text("<td>13800138001</td>", "utf-8")
    (tmp_path / "keyed.json").write_text(f'"{PSEUDONYMISER.one("phone", "13800138000")}"', "utf-8")
    found = search_files(tmp_path, "pages", identifiers)
    assert [residue.table for residue in found] == ["keyed.json", "page.html"]
