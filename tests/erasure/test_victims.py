from datetime import datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.victims import victims_of
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

LAW = {"zh": "法", "en": "law"}


def instructions(judged, subjects=None) -> list[tuple[object, ...]]:
    return [
        (
            victims.instruction.rule_id,
            victims.instruction.action,
            victims.instruction.changes,
            victims.keys.drop_columns("subject_id").to_pydict(),
        )
        for victims in victims_of(judged, subjects)
    ]  # fmt: skip


def clear(*columns: str) -> tuple[tuple[str, str], ...]:
    return tuple((column, "clear") for column in columns)


def with_rule(policy: RetentionPolicy, rule_id: str, **change: object) -> RetentionPolicy:
    document = policy.model_dump()
    for rule in document["tables"]:
        if rule["id"] == rule_id:
            rule |= change
    return RetentionPolicy.model_validate(document)


def judge(shop, as_of, policy: RetentionPolicy | None = None, catalog: Catalog | None = None):
    return judge_rows(shop.connection, policy or shop.policy, catalog or shop.catalog, as_of=as_of)


def test_a_row_that_stays_loses_its_reference_to_a_row_that_goes(shop, as_of) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', '张三', NULL, NULL, 7), (2, 'm2', 'x', NULL, 1, 7)"
    )
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a'), (8, 'm2', 'b')")
    shop.stage(("m1", False))
    assert instructions(judge(shop, as_of)) == [
        # m1's own row loses it together with what its rule clears; m2's for that alone.
        ("member-profile", "change", clear("real_name", "phone", "default_address"), {"rowid": [0]}),
        ("member-profile-detach", "change", clear("default_address"), {"rowid": [1]}),
        ("member-address", "delete", (), {"rowid": [0]}),
    ]


def test_a_row_under_a_hold_keeps_its_reference_and_what_it_refers_to(shop, as_of) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, NULL, NULL, NULL), (2, 'm2', 'x', NULL, 1, 7)"
    )
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a'), (8, 'm1', 'b')")
    shop.stage(("m1", False), ("m2", True))
    with pytest.raises(PolicyError, match="the rule member-address names no columns"):
        judge(shop, as_of)
    spared = with_rule(shop.policy, "member-address", erasure={"action": "delete", "columns": ["detail"]})
    assert instructions(judge(shop, as_of, spared)) == [
        ("member-address", "change", (("detail", "pseudonymise"),), {"rowid": [0]}),
        ("member-address", "delete", (), {"rowid": [1]}),
    ]
    # In a wave of its own nothing is refused: what cannot be solved stays until the next plan.
    assert instructions(judge(shop, as_of, spared), ["key-m2"]) == []


def test_a_spared_row_that_is_changed_already_is_left_alone(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_member VALUES (2, 'm2', 'x', NULL, NULL, 7)")
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'erased-1')")
    shop.stage(("m1", False), ("m2", True))
    spared = with_rule(shop.policy, "member-address", erasure={"action": "delete", "columns": ["detail"]})
    assert instructions(judge(shop, as_of, spared)) == []


def test_a_hold_keeps_only_what_is_in_its_scope_and_its_release_frees_it(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', '张三', NULL, NULL, NULL)")
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a')")
    shop.stage(("m1", False))
    for scopes, expected in (
        ("['member-profile']", ["member-address"]),
        ("['no rule of this name']", []),
        ("NULL", []),
        ("[]", ["member-profile", "member-address"]),
    ):
        shop.run(f"UPDATE staged_subjects SET hold_scopes = {scopes}")
        assert [rule for rule, *_ in instructions(judge(shop, as_of))] == expected


def test_children_go_before_parents_and_a_circle_is_opened_first(shop, as_of) -> None:
    policy = with_rule(shop.policy, "member-profile", erasure={"action": "delete"})
    policy = with_rule(policy, "comments", erasure={"action": "delete"})
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', '张三', NULL, 1, 7)")
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a')")
    shop.run("INSERT INTO app.public.t_comment VALUES (1, 'm1', NULL), (2, 'm1', 1), (3, 'm9', 2)")
    shop.stage(("m1", False))
    assert instructions(judge(shop, as_of, policy)) == [
        ("comments-detach", "change", clear("parent"), {"rowid": [1]}),
        ("member-profile-detach", "change", clear("default_address"), {"rowid": [0]}),
        ("comments-detach", "change", clear("parent"), {"rowid": [2]}),
        ("member-address", "delete", (), {"rowid": [0]}),
        ("comments", "delete", (), {"rowid": [0, 1]}),
        ("member-profile", "delete", (), {"rowid": [0]}),
    ]


def test_where_the_nearest_reference_is_null_the_next_is_followed(as_of) -> None:
    """A delivery belongs to its customer, one without belongs to its order's."""
    policy = RetentionPolicy.model_validate(
        {
            "subject": {"store": "app", "table": "main.member", "key": "id"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": [
                {"id": name, "store": "app", "table": f"main.{name}", "erasure": {"action": "delete"}}
                for name in ("member", "orders", "delivery")
            ],
        }
    )
    keys = [
        ForeignKey("main.delivery", ("member",), "main.member", ("id",)),
        ForeignKey("main.delivery", ("no",), "main.orders", ("id",)),
    ]
    of = ForeignKey("main.orders", ("member",), "main.member", ("id",))

    def number(name: str) -> Column:
        return Column(name, "INTEGER")

    catalog = Catalog(
        (
            Table("app", "main.member", (number("id"),)),
            Table("app", "main.orders", (number("id"), number("member")), foreign_keys=(of,)),
            Table(
                "app",
                "main.delivery",
                (number("id"), number("member"), number("no")),
                foreign_keys=tuple(keys),
            ),
        )
    )
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS app")
        connection.execute("CREATE TABLE app.member(id INT); CREATE TABLE app.orders(id INT, member INT)")
        connection.execute("CREATE TABLE app.delivery(id INT, member INT, no INT)")
        connection.execute("INSERT INTO app.orders VALUES (5, 1), (6, 2)")
        connection.execute(
            "INSERT INTO app.delivery VALUES (1, 1, 6), (2, NULL, 5), (3, 2, 5), (4, NULL, NULL)"
        )
        connection.execute(
            "CREATE TABLE staged_subjects AS SELECT '1' AS subject_raw, 'k1' AS subject_id, TIMESTAMP "
            "'2026-03-01' "
            "AS due_at, []::VARCHAR[] AS hold_scopes, 'cancellation' AS trigger"
        )
        judged = judge_rows(connection, policy, catalog, as_of=as_of)
        rows = {v.instruction.rule_id: v.keys["rowid"].to_pylist() for v in victims_of(judged)}
    assert rows["delivery"] == [0, 1]
    # m2's delivery of m1's order stays and loses the order.
    assert rows["delivery-detach"] == [2]


@pytest.mark.parametrize("kind", ["parquet", "csv", "jsonl"])
def test_rows_of_files_are_named_by_file_and_place(tmp_path: Path, kind: str) -> None:
    (tmp_path / "lake" / "log").mkdir(parents=True)
    with duckdb.connect(str(tmp_path / "app.duckdb")) as app:
        app.execute("CREATE TABLE member(no VARCHAR PRIMARY KEY, name VARCHAR)")
        app.execute("INSERT INTO member VALUES ('m1', 'x'), ('m2', 'y')")
    for file, rows in (("b", "('m2'), ('m1')"), ("a", "('m2'), ('m2'), ('m1')")):
        form = {"parquet": "PARQUET", "csv": "CSV, HEADER", "jsonl": "JSON"}[kind]
        duckdb.sql(f"FROM (VALUES {rows}) AS row(no)").query(
            "log", f"COPY log TO '{tmp_path}/lake/log/{file}.{kind}' (FORMAT {form})"
        )
    document = yaml.safe_load("""
        subject: {store: app, table: main.member, key: no}
        triggers: {cancellation: {days: 15, source: ours}}
        tables:
          - {id: member, store: app, table: main.member, erasure: {action: clear, columns: [name]}}
          - id: log
            store: lake
            table: log
            link: {column: no, to: {store: app, table: main.member, column: no}}
            erasure: {action: delete}
    """)
    for link in (document["subject"], document["tables"][1]["link"], document["tables"][1]["link"]["to"]):
        for name in ("key", "column"):
            if name in link:
                link[name] = "no"  # YAML reads a bare no as false
    stores = [
        StoreConfig(name="app", kind="duckdb", url=str(tmp_path / "app.duckdb")),
        StoreConfig(name="lake", kind=kind, url=str(tmp_path / "lake")),
    ]
    with open_session(stores) as session:
        assert not session.failed
        catalog = read_catalog(session.connection, stores)
        assert [table.name for table in catalog.tables] == ["main.member", "log"]
        session.connection.execute(
            "CREATE TEMP TABLE staged_subjects AS SELECT 'm1' AS subject_raw, 'k1' AS subject_id, "
            "TIMESTAMP '2026-03-01' AS due_at, []::VARCHAR[] AS hold_scopes, 'cancellation' AS trigger"
        )
        judged = judge_rows(
            session.connection, RetentionPolicy.model_validate(document), catalog, as_of=datetime(2026, 3, 16)
        )
        member, log = victims_of(judged)
    assert (member.key, member.keys["no"].to_pylist()) == (("no",), ["m1"])
    assert log.key == ("file", "file_row_number")
    assert sorted(log.keys.to_pylist(), key=lambda row: row["file"]) == [
        {"file": f"{tmp_path}/lake/log/{file}.{kind}", "file_row_number": place, "subject_id": "k1"}
        for file, place in (("a", 2), ("b", 1))
    ]


def test_a_view_has_no_row_to_name(shop, as_of) -> None:
    shop.run("ALTER TABLE app.public.t_address RENAME TO address_base")
    shop.run("CREATE VIEW app.public.t_address AS FROM app.public.address_base")
    shop.stage(("m1", False))
    with pytest.raises(PolicyError, match="has no primary key"):
        judge(shop, as_of)
    # A declared key names it, and what stays anyway needs none.
    assert judge(shop, as_of, with_rule(shop.policy, "member-address", key=["id"]))
    with pytest.raises(PolicyError, match="the stores lack"):
        judge(shop, as_of, with_rule(shop.policy, "member-address", key=["nr"]))


def test_columns_by_which_rows_are_found_are_not_changed(shop, as_of) -> None:
    shop.stage(("m1", False))
    for column in ("member_no", "id"):
        policy = with_rule(
            shop.policy, "member-profile", erasure={"action": "pseudonymise", "columns": [column]}
        )
        with pytest.raises(PolicyError, match=f"t_member.{column} is a key or is referred to"):
            judge(shop, as_of, policy)
