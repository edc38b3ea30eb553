from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from privacy.erasure.due import judge_rows, retention_due
from privacy.stores.catalog import Catalog, Column

CONTRACT = Path(__file__).parents[2] / "warehouse" / "contracts" / "retention_due.yaml"


def due(shop, as_of: datetime) -> list[tuple[object, ...]]:
    table = retention_due(judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of))
    return [(row["subject_id"], row["rule_id"], row["rows"], row["held"]) for row in table.to_pylist()]


def test_columns_are_those_of_the_contract(shop, as_of) -> None:
    shop.stage()
    table = retention_due(judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of))
    assert table.column_names == list(yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["columns"])


def test_only_what_is_still_there_is_due(shop, as_of) -> None:
    shop.run("""INSERT INTO app.public.t_member VALUES
        (1, 'm1', '张三', NULL, NULL, 7), (2, 'm2', NULL, NULL, 1, NULL), (3, 'm3', '李四', '138', 1, 7)""")
    shop.run(
        "INSERT INTO app.public.t_address VALUES (7, 'm1', '某路'), (8, 'm1', '某巷'), (9, 'm3', '某街')"
    )
    shop.stage(("m1", False), ("m2", False))
    # m2 is cleared already; m3, invited by m1 and living at m1's address, is not m1's row.
    assert due(shop, as_of) == [
        ("key-m1", "member-address", 2, False),
        ("key-m1", "member-profile", 1, False),
    ]


def test_a_hold_marks_its_rows_and_an_unknown_hold_counts_as_one(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a'), (8, 'm2', 'b'), (9, 'm3', 'c')")
    shop.stage(("m1", True), ("m2", False), ("m3", None))
    assert [(subject, held) for subject, _, _, held in due(shop, as_of)] == [
        ("key-m1", True), ("key-m2", False), ("key-m3", True),
    ]  # fmt: skip


def test_rows_are_found_although_the_subject_row_is_gone(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a')")
    shop.stage(("m1", False))
    assert due(shop, as_of) == [("key-m1", "member-address", 1, False)]


@pytest.mark.parametrize(
    ("created", "receiver", "expected"),
    [
        ("2026-01-01", "张三", "pseudonymise"),
        ("2026-01-01", "erased-4f", None),
        ("2026-01-01", None, None),
        (None, "张三", "pseudonymise"),  # of unknown age: may still have to stay
        ("2023-03-17 23:00:00.000001", "erased-4f", None),  # the 1 095 days end a moment later
        ("2023-03-17 23:00:00", "erased-4f", "delete"),
        ("2020-01-01", "张三", "delete"),
    ],
)
def test_a_row_that_must_stay_is_pseudonymised_not_deleted(shop, as_of, created, receiver, expected) -> None:
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, NULL, NULL, NULL)")
    shop.connection.execute(
        "INSERT INTO app.public.t_order VALUES (1, 1, 1, ?, NULL, CAST(? AS TIMESTAMP))", [receiver, created]
    )
    shop.stage(("m1", False))
    judged = judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of)
    retention_due(judged)
    found = judged.connection.execute(
        "SELECT action FROM erasure_decisions WHERE action <> 'keep'"
    ).fetchall()
    assert found == ([] if expected is None else [(expected,)])


def test_what_a_minimum_forbade_is_due_only_from_its_end(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, NULL, NULL, NULL)")
    shop.run("INSERT INTO app.public.t_order VALUES (1, 1, 1, NULL, NULL, TIMESTAMP '2023-03-10')")
    shop.stage(("m1", False))
    table = retention_due(judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of))
    assert table["due_at"].to_pylist() == [datetime(2026, 3, 9)]


def test_composite_keys_lead_to_the_right_order(shop, as_of) -> None:
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, NULL, NULL, NULL)")
    shop.run("INSERT INTO app.public.t_order VALUES (1, 5, 1, NULL, NULL, TIMESTAMP '2026-01-01')")
    shop.run(
        "INSERT INTO app.public.t_order_item VALUES (1, 5, 1, '留言'), (2, 5, 1, '别人'), (1, NULL, 1, 'x')"
    )
    shop.stage(("m1", False))
    assert due(shop, as_of) == [("key-m1", "order-items", 1, False)]


def test_limits(shop, as_of) -> None:
    shop.run("""INSERT INTO lake.login_log VALUES
        ('m1', '10.0.0.1', '2024-03-16 23:00:00'),        -- exactly 730 days: in time
        ('m1', '10.0.0.1', '2024-03-16 22:59:59'), ('m2', '10.0.0.2', '2023-01-01'),
        ('erased-9c', 'erased-9c', '2023-01-01'), (NULL, '10.0.0.3', '2023-01-01'),
        ('m1', '10.0.0.1', NULL)""")
    shop.stage(("m2", True), cancelled=False, everyone=("m1", "m2"))
    assert due(shop, as_of) == [
        ("key-m1", "login-log-limit", 1, False),
        ("key-m2", "login-log-limit", 1, True),
        ("unlinked", "login-log-limit", 2, False),
    ]
    table = retention_due(judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of))
    assert table["due_at"].to_pylist()[0] == datetime(2026, 3, 16, 22, 59, 59)
    assert set(table["trigger"].to_pylist()) == {"retention_limit"}


def test_a_text_that_is_no_time_is_of_unknown_age(shop, as_of) -> None:
    shop.run("ALTER TABLE lake.login_log ALTER COLUMN ts TYPE VARCHAR")
    shop.run("INSERT INTO lake.login_log VALUES ('m1', '10.0.0.1', '去年'), ('m1', '10.0.0.1', '2023-01-01')")
    shop.stage(everyone=("m1",))
    assert due(shop, as_of) == [("key-m1", "login-log-limit", 1, False)]


def test_a_statutory_minimum_decides_before_the_limit(shop, as_of) -> None:
    shop.run("ALTER TABLE lake.login_log ADD COLUMN uploaded TIMESTAMP")
    shop.run("""INSERT INTO lake.login_log VALUES
        ('m1', '10.0.0.1', '2023-01-01', '2026-03-01'), ('m1', '10.0.0.1', '2023-01-01', '2023-01-01')""")
    document = shop.policy.model_dump()
    document["tables"][-1]["minimum"]["time"] = "uploaded"
    policy = type(shop.policy).model_validate(document)
    tables = tuple(
        replace(table, columns=(*table.columns, Column("uploaded", "TIMESTAMP")))
        if table.name == "login_log"
        else table
        for table in shop.catalog.tables
    )
    shop.stage(everyone=("m1",))
    table = retention_due(judge_rows(shop.connection, policy, Catalog(tables), as_of=as_of))
    assert table["rows"].to_pylist() == [1]


def test_the_erasure_duty_decides_before_the_limit(shop, as_of) -> None:
    shop.run(
        "INSERT INTO lake.login_log VALUES ('m1', '10.0.0.1', '2023-01-01'), ('m1', '10.0.0.1', '2026-03-01')"
    )
    shop.stage(("m1", False), everyone=("m1",))
    assert due(shop, as_of) == [("key-m1", "login-log", 2, False)]


def test_a_row_of_two_people_counts_once_for_each(shop, as_of) -> None:
    def to(column: str) -> dict[str, object]:
        return {"column": column, "to": {"store": "app", "table": "public.t_member", "column": "member_no"}}

    document = shop.policy.model_dump()
    document["tables"][-1]["link"] = [to("member_no"), to("ip")]
    policy = type(shop.policy).model_validate(document)
    shop.run("INSERT INTO lake.login_log VALUES ('m1', 'm2', '2026-03-01'), ('m1', 'm1', '2026-03-01')")
    shop.stage(("m1", False), ("m2", False))
    table = retention_due(judge_rows(shop.connection, policy, shop.catalog, as_of=as_of))
    assert table.select(["subject_id", "rows"]).to_pylist() == [
        {"subject_id": "key-m1", "rows": 2}, {"subject_id": "key-m2", "rows": 1},
    ]  # fmt: skip


def test_staged_subjects_must_fit_the_policy(shop, as_of) -> None:
    shop.stage(("m1", False))
    shop.run("UPDATE staged_subjects SET trigger = 'withdrawal'")
    with pytest.raises(ValueError, match="withdrawal"):
        judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of)
    shop.run("UPDATE staged_subjects SET trigger = 'cancellation', due_at = NULL")
    with pytest.raises(ValueError, match="due_at"):
        judge_rows(shop.connection, shop.policy, shop.catalog, as_of=as_of)
