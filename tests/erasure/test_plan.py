import json
from dataclasses import replace

import pytest

from policy.retention import RetentionPolicy
from privacy.erasure.ceilings import ceiling
from privacy.erasure.due import judge_rows
from privacy.erasure.plan import DeletionPlan, build_plan
from privacy.stores.catalog import Catalog


def plan_of(
    shop, as_of, *, policy: RetentionPolicy | None = None, catalog: Catalog | None = None, ceilings=None
):
    judged = judge_rows(shop.connection, policy or shop.policy, catalog or shop.catalog, as_of=as_of)
    return build_plan(judged, ceilings=ceilings)


def acting(plan: DeletionPlan) -> list[tuple[object, ...]]:
    return [(a.rule_id, a.action, a.decided_by, a.subjects, a.rows) for a in plan.actions if a.rows]


@pytest.fixture
def filled(shop):
    shop.run("""INSERT INTO app.public.t_member VALUES
        (1, 'm1', '张三', '13800000001', NULL, 7), (2, 'm2', '李四', NULL, 1, NULL),
        (3, 'm3', '王五', NULL, NULL, NULL)""")
    shop.run("INSERT INTO app.public.t_address VALUES (7, 'm1', 'a'), (8, 'm2', 'b')")
    shop.run("""INSERT INTO app.public.t_order VALUES
        (1, 1, 1, '张三', NULL, '2026-01-01'), (1, 2, 1, '张三', NULL, '2020-01-01'),
        (1, 3, 2, '李四', NULL, '2026-01-01')""")
    shop.run("INSERT INTO app.public.t_comment VALUES (1, 'm1', NULL), (2, 'm3', 1)")
    shop.run(
        "INSERT INTO lake.login_log VALUES ('m3', 'ip', '2023-01-01'), ('erased-1', 'erased-1', '2023-01-01')"
    )
    shop.stage(("m1", False), ("m2", True), everyone=("m1", "m2", "m3"))
    return shop


def test_what_goes_what_stays_and_why(filled, as_of) -> None:
    plan = plan_of(filled, as_of)
    assert acting(plan) == [
        ("member-profile", "clear", "erasure_duty", 1, 1),
        ("member-address", "delete", "erasure_duty", 1, 1),
        ("member-orders", "delete", "erasure_duty", 1, 1),
        ("member-orders", "pseudonymise", "statutory_minimum", 1, 1),
        ("login-log-limit", "delete", "retention_limit", 1, 2),
    ]
    assert [(kept.rule_id, kept.decided_by, kept.subjects, kept.rows) for kept in plan.kept] == [
        ("member-profile", "legal_hold", 1, 1),
        ("member-address", "legal_hold", 1, 1),
        ("member-orders", "legal_hold", 1, 1),
        ("member-orders", "statutory_minimum", 1, 1),
        ("comments", "lawful_basis", 1, 1),
    ]
    assert plan.subjects == 2 and plan.rows == 6
    by_rule = {(action.rule_id, action.decided_by): action for action in plan.actions}
    assert by_rule["member-profile", "erasure_duty"].clause == "internet-co-1/14"
    assert by_rule["member-orders", "statutory_minimum"].basis.zh == "电子商务法第31条"
    assert by_rule["member-orders", "statutory_minimum"].columns == ("receiver",)
    assert by_rule["member-orders", "erasure_duty"].columns == ()


def test_the_hash_outlives_row_counts_but_no_other_change(filled, as_of) -> None:
    plan = plan_of(filled, as_of)
    assert plan_of(filled, as_of).plan_hash == plan.plan_hash
    filled.run("INSERT INTO app.public.t_address VALUES (9, 'm1', 'c')")
    more = plan_of(filled, as_of)
    assert more.rows == plan.rows + 1 and more.plan_hash == plan.plan_hash

    filled.run("INSERT INTO app.public.t_address SELECT 100 + range, 'm1', 'd' FROM range(200)")
    assert plan_of(filled, as_of).plan_hash != plan.plan_hash
    approved = {(limit.store, limit.table): limit.rows for limit in plan.ceilings}
    assert plan_of(filled, as_of, ceilings=approved).plan_hash == plan.plan_hash


def test_the_hash_binds_policy_schema_references_people_and_holds(filled, as_of) -> None:
    hashes = {plan_of(filled, as_of).plan_hash}

    document = filled.policy.model_dump()
    document["triggers"]["cancellation"]["days"] = 10
    hashes.add(plan_of(filled, as_of, policy=RetentionPolicy.model_validate(document)).plan_hash)

    def changed(**change: object) -> Catalog:
        return Catalog(
            tuple(replace(t, **change) if t.name == "public.t_address" else t for t in filled.catalog.tables)
        )

    address = filled.catalog.table("app", "public.t_address")
    columns = tuple(replace(c, type="INTEGER[]") if c.name == "detail" else c for c in address.columns)
    hashes.add(plan_of(filled, as_of, catalog=changed(columns=columns)).plan_hash)
    again = (*address.foreign_keys, replace(address.foreign_keys[0], columns=("id",), to_columns=("id",)))
    longer = document | {"tables": [*document["tables"]]}
    longer["tables"][1] |= {
        "link": [
            {"column": "member_no", "to": {"store": "app", "table": "public.t_member", "column": "member_no"}}
        ]
    }
    linked = RetentionPolicy.model_validate(longer)
    hashes.add(plan_of(filled, as_of, policy=linked).plan_hash)
    hashes.add(plan_of(filled, as_of, policy=linked, catalog=changed(foreign_keys=again)).plan_hash)

    filled.stage(("m1", False), ("m2", False), everyone=("m1", "m2", "m3"))
    hashes.add(plan_of(filled, as_of).plan_hash)
    filled.stage(("m1", False), ("m3", False), everyone=("m1", "m2", "m3"))
    hashes.add(plan_of(filled, as_of).plan_hash)
    assert len(hashes) == 7
    row_counts = changed(row_count=5)
    assert plan_of(filled, as_of, catalog=row_counts).plan_hash == plan_of(filled, as_of).plan_hash


def test_the_json_names_nobody(filled, as_of) -> None:
    document = json.dumps(plan_of(filled, as_of).to_json(), ensure_ascii=False)
    for secret in ("m1", "m2", "m3", "key-", "张三", "13800000001"):
        assert secret not in document
    assert "电子商务法第31条" in document


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(0, 100), (83, 100), (84, 200), (166, 200), (416, 500), (417, 1000), (1000, 2000), (20_000, 50_000)],
)
def test_ceiling(rows: int, expected: int) -> None:
    assert ceiling(rows) == expected
