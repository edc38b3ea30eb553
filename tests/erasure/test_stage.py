import pyarrow as pa
import pytest

from privacy.erasure.due import judge_rows, retention_due
from privacy.erasure.stage import SUBJECT_DOMAIN, stage_subjects
from privacy.treatments.pseudonym import Pseudonymiser

KEYS = Pseudonymiser(b"k" * 32)


def due(*subjects: str, trigger: str = "cancellation") -> pa.Table:
    ids = [KEYS.one(SUBJECT_DOMAIN, subject) for subject in subjects]
    when = pa.scalar(1_772_323_200_000_000, pa.timestamp("us"))  # 2026-03-01
    return pa.table(
        {
            "subject_id": ids,
            "trigger": [trigger] * len(ids),
            "due_at": pa.array([when.as_py()] * len(ids), pa.timestamp("us")),
            "hold_scopes": pa.array([[]] * len(ids), pa.list_(pa.string())),
        }
    )


def staged(shop) -> list[str]:
    rows = shop.connection.execute("SELECT subject_raw FROM staged_subjects ORDER BY 1").fetchall()
    return [raw for (raw,) in rows]


def test_keyed_ids_find_the_rows_of_the_subject_table(shop) -> None:
    shop.run("INSERT INTO app.public.t_member(member_no) VALUES ('m1'), ('m2'), (NULL)")
    stage_subjects(shop.connection, shop.policy, shop.catalog, KEYS, due("m1", "m9"))
    assert staged(shop) == ["m1"]


def test_leftovers_of_a_person_whose_own_row_is_gone_are_found(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_member(member_no) VALUES ('m1')")
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm2', 'a'), (8, 'm3', 'b')")
    shop.run("INSERT INTO lake.login_log VALUES ('m4', 'ip', '2026-03-01'), ('erased-4', 'ip', '2026-03-01')")
    stage_subjects(shop.connection, shop.policy, shop.catalog, KEYS, due("m1", "m2", "m4", "erased-4"))
    assert staged(shop) == ["erased-4", "m1", "m2", "m4"]
    table = retention_due(judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of))
    found = {(row["rule_id"], row["rows"]) for row in table.to_pylist()}
    assert {("member-address", 1), ("login-log", 1)} <= found


def test_nobody_is_looked_for_in_other_tables_without_need(shop) -> None:
    shop.run("INSERT INTO app.public.t_member(member_no) VALUES ('m1')")
    shop.run("DROP TABLE lake.login_log")  # would fail if it were read
    stage_subjects(shop.connection, shop.policy, shop.catalog, KEYS, due("m1"))
    assert staged(shop) == ["m1"]
    stage_subjects(shop.connection, shop.policy, shop.catalog, KEYS, due("m2", trigger="retention_limit"))
    assert staged(shop) == []


def test_the_subject_table_must_be_in_the_catalog(shop) -> None:
    tables = tuple(table for table in shop.catalog.tables if table.name != "public.t_member")
    with pytest.raises(KeyError, match="t_member"):
        stage_subjects(shop.connection, shop.policy, type(shop.catalog)(tables), KEYS, due("m1"))
