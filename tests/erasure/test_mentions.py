"""Whose mentions count, where they count, and what decides about each."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.mention_search import find_mentions, mention_victims
from privacy.erasure.mentions import FoundMentions, Wanted, concerned
from privacy.erasure.people import read_people
from privacy.erasure.plan import build_plan, plan_subjects
from privacy.stores.catalog import Catalog

AS_OF = datetime(2026, 3, 16, 23)
PHONE, OTHER, RECEIVER = "13800138000", "13900139000", "13700137000"
MEMBER, ORDER, ITEM = (
    ("app", "public.t_member"), ("app", "public.t_order"), ("app", "public.t_order_item"),
)  # fmt: skip
PHONES = {(*MEMBER, "phone"): "PHONE_NUMBER"}
NOTE = {"note": "redact"}


@pytest.fixture
def town(shop: Any) -> Any:
    """m1 cancelled; m2 and m3 stay. Orders 1 to 3 are theirs in turn, and every note names m1's phone."""
    shop.run(
        f"INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '{PHONE}', NULL, NULL), "
        f"(2, 'm2', NULL, '{OTHER}', NULL, NULL), (3, 'm3', NULL, NULL, NULL, NULL)"
    )
    shop.run(
        "INSERT INTO app.public.t_order SELECT 9, n, n, "
        f"CASE n WHEN 1 THEN '{RECEIVER}' ELSE 'x' END, 'r', TIMESTAMP '2026-01-01' FROM range(1, 4) AS r(n)"
    )
    shop.run(
        f"INSERT INTO app.public.t_order_item SELECT 9, n, 1, '打{PHONE}，或{RECEIVER}' "
        "FROM range(1, 4) AS r(n)"
    )
    shop.run(f"INSERT INTO app.public.t_region VALUES ('r', '{PHONE}')")
    shop.stage(("m1", False), everyone=("m1", "m2", "m3"))
    return shop


def with_mentions(
    policy: RetentionPolicy, rule: str, mentions: Mapping[str, str], **more: Any
) -> RetentionPolicy:
    document = policy.model_dump(mode="json", exclude_unset=True) | more
    for table in document["tables"]:
        if table["id"] == rule:
            table["mentions"] = dict(mentions)
    return RetentionPolicy.model_validate(document)


def found(
    town: Any, policy: RetentionPolicy, columns: Mapping[Any, str] = PHONES, also: tuple[Any, ...] = ()
) -> FoundMentions:
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    subjects = concerned(judged, plan_subjects(judged))
    people = read_people(town.connection, policy, town.catalog, subjects, columns)
    return find_mentions(judged, Wanted.of(people, subjects), also)


def lines(mentions: FoundMentions) -> list[tuple[object, ...]]:
    return [
        (each.rule_id, each.column, each.action, each.decided_by, each.subjects, each.cells)
        for each in mentions.lines
    ]


def test_own_rows_that_are_treated_anyway_hold_no_mention(town: Any) -> None:
    policy = with_mentions(town.policy, "order-items", NOTE)
    assert lines(found(town, policy)) == [("order-items-mentions", "note", "redact", "erasure_duty", 1, 2)]


def test_a_row_under_somebodys_hold_stays(town: Any) -> None:
    town._stage("m3", None, True, "retention_limit")
    policy = with_mentions(town.policy, "order-items", NOTE)
    assert lines(found(town, policy)) == [
        ("order-items-mentions", "note", "redact", "erasure_duty", 1, 1),
        ("order-items", "note", "report", "legal_hold", 1, 1),
    ]


def test_an_exception_leaves_what_it_covers(town: Any) -> None:
    exception = {
        "id": "audit", "scope": ["order-items"], "basis": {"zh": "稽查", "en": "audit"},
        "until": "2026-06-30",
    }  # fmt: skip
    policy = with_mentions(town.policy, "order-items", NOTE, exceptions=[exception])
    assert ("order-items", "note", "report", "exception", 1, 3) in lines(found(town, policy))
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    assert "redact" not in {action.action for action in build_plan(judged).actions}


def test_who_loses_rows_to_a_limit_alone_or_is_held_is_not_looked_for(town: Any) -> None:
    policy = with_mentions(town.policy, "order-items", NOTE)
    town.stage(("m1", False), cancelled=False, everyone=("m1", "m2", "m3"))
    town.run("INSERT INTO lake.login_log VALUES ('m1', '1.1.1.1', TIMESTAMP '2020-01-01')")
    assert lines(found(town, policy)) == []
    town.stage(("m1", False), everyone=("m1", "m2", "m3"))
    town.run("UPDATE staged_subjects SET hold_scopes = ['comments'] WHERE subject_raw = 'm1'")
    assert lines(found(town, policy)) == []


def test_a_trigger_for_some_rules_erases_nobody_wholly(town: Any) -> None:
    triggers = {"cancellation": {"days": 15, "source": "ours", "rules": ["order-items"]}}
    policy = with_mentions(town.policy, "order-items", NOTE, triggers=triggers)
    assert lines(found(town, policy)) == []


def test_what_only_an_order_names_is_uncertain(town: Any) -> None:
    policy = with_mentions(town.policy, "order-items", NOTE)
    town.run("UPDATE app.public.t_member SET phone = NULL WHERE id = 1")
    graph_column = {(*ORDER, "receiver"): "PHONE_NUMBER"}
    # Orders name people by the member's own id here, not by the subject's key: no source of identifiers.
    assert lines(found(town, policy, graph_column)) == []
    people = pa.table(
        {"subject_id": ["key-m1"], "subject_raw": ["m1"], "entity_type": ["PHONE_NUMBER"],
         "value": [RECEIVER], "own": [False]}
    )  # fmt: skip
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    wanted = Wanted.of(people, ["key-m1"])
    assert lines(find_mentions(judged, wanted, ())) == [("order-items", "note", "report", "uncertain", 1, 2)]
    assert not [part for part in mention_victims(judged, wanted) if part.keys.num_rows]


def test_a_number_that_another_person_has_too_is_not_looked_for(town: Any) -> None:
    town.run(f"UPDATE app.public.t_member SET phone = '{PHONE}' WHERE id = 2")
    assert lines(found(town, with_mentions(town.policy, "order-items", NOTE))) == []


def test_columns_of_the_scan_are_reported_whether_or_not_a_rule_speaks_of_them(town: Any) -> None:
    also = (("app", "public.t_region", "name"), (*ITEM, "note"), ("app", "public.gone", "x"))
    readable = tuple(replace(table, row_count=1) for table in town.catalog.tables)
    town = replace(town, catalog=Catalog(readable))
    assert lines(found(town, town.policy, also=also)) == [
        ("order-items", "note", "report", "reported", 1, 2),
        (None, "name", "report", "reported", 1, 1),
    ]


def test_masking_is_an_action_with_a_ceiling_whether_or_not_anything_is_found(town: Any) -> None:
    policy = with_mentions(town.policy, "order-items", NOTE)
    mentions = found(town, policy)
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    plan, empty = build_plan(judged, mentions=mentions), build_plan(judged)
    assert plan.plan_hash == empty.plan_hash
    (action,) = [action for action in plan.actions if action.action == "redact"]
    assert (action.rule_id, action.columns, action.subjects, action.rows) == (
        "order-items-mentions", ("note",), 1, 2,
    )  # fmt: skip
    without = judge_rows(town.connection, town.policy, town.catalog, as_of=AS_OF)
    assert build_plan(without).plan_hash != plan.plan_hash
    report = with_mentions(town.policy, "order-items", {"note": "report"})
    reported = judge_rows(town.connection, report, town.catalog, as_of=AS_OF)
    assert build_plan(reported).plan_hash != plan.plan_hash
    assert PHONE not in str(plan.to_json())


def test_an_instruction_carries_what_it_masks_and_does_not_show_it(town: Any) -> None:
    policy = with_mentions(town.policy, "order-items", NOTE)
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    people = read_people(town.connection, policy, town.catalog, ["key-m1"], PHONES)
    (part,) = mention_victims(judged, Wanted.of(people, ["key-m1"]))
    assert part.instruction.mentions == (("phone", PHONE),)
    assert PHONE not in repr(part.instruction)
    assert (part.key, part.keys.num_rows, part.instruction.changes) == (("rowid",), 2, (("note", "redact"),))


@pytest.mark.parametrize(("rule", "column"), [("order-items", "line"), ("comments", "member_no")])
def test_a_column_that_cannot_be_masked_fails_the_plan(town: Any, rule: str, column: str) -> None:
    policy = with_mentions(town.policy, rule, {column: "redact"})
    judged = judge_rows(town.connection, policy, town.catalog, as_of=AS_OF)
    with pytest.raises(PolicyError, match=column):
        build_plan(judged)


def test_a_column_that_does_not_exist_fails_the_plan(town: Any) -> None:
    with pytest.raises(PolicyError, match="nota"):
        judge_rows(
            town.connection, with_mentions(town.policy, "order-items", {"nota": "report"}), town.catalog,
            as_of=AS_OF,
        )  # fmt: skip


def test_what_is_kept_on_a_legal_basis_is_kept_whole(town: Any) -> None:
    document = town.policy.model_dump(mode="json", exclude_unset=True)
    (orders,) = [table for table in document["tables"] if table["id"] == "member-orders"]
    orders["minimum"]["keep"] = ["receiver"]
    orders["mentions"] = {"receiver": "redact"}
    with pytest.raises(ValueError, match="its mentions stay"):
        RetentionPolicy.model_validate(document)
    orders["mentions"] = {"receiver": "report"}
    RetentionPolicy.model_validate(document)
