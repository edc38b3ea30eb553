from copy import deepcopy

import pytest
import yaml
from pydantic import ValidationError

from policy.retention import RetentionPolicy

BASE = yaml.safe_load("""
subject: {store: app, table: t_member, key: member_no}
triggers: {cancellation: {days: 15, source: ours, clause: internet-co-1/14}}
holds: {scope_all: all}
tables:
  - {id: profile, store: app, table: t_member, on_cancellation: {action: clear, columns: [name]}}
  - {id: region, store: app, table: t_region, personal: false}
""")
LAW = {"zh": "法", "en": "law"}
DELETE = {"action": "delete"}
MINIMUM = {"days": 180, "time": "ts", "basis": LAW, "source": "law"}


def with_rule(**rule: object) -> dict[str, object]:
    document = deepcopy(BASE)
    document["tables"].append({"id": "log", "store": "lake", "table": "log"} | rule)
    return document


def test_a_policy_and_its_rules() -> None:
    link = {"column": "member_no", "to": {"store": "app", "table": "t_member", "column": "member_no"}}
    policy = RetentionPolicy.model_validate(with_rule(link=link, on_cancellation={"action": "delete"}))
    assert policy.table("lake", "log").link[0].column == "member_no"
    assert policy.table("lake", "log").limit_id == "log-limit"
    assert policy.table("lake", "other") is None


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({}, "on_cancellation is missing"),
        ({"on_cancellation": {"action": "clear"}}, "clear needs columns"),
        ({"on_cancellation": {"action": "delete", "columns": ["ip"]}}, "delete takes no columns"),
        ({"on_cancellation": {"action": "delete"}, "minimum": MINIMUM}, "delete needs columns"),
        ({"on_cancellation": {"action": "keep"}}, "keep needs a basis"),
        ({"on_cancellation": {"action": "shred"}}, "Input should be 'delete'"),
        ({"on_cancellation": {"action": "delete"}, "colums": ["ip"]}, "Extra inputs"),
        ({"personal": False, "on_cancellation": {"action": "delete"}}, "not personal"),
        (
            {"on_cancellation": {"action": "pseudonymise", "columns": ["ip"]}, "minimum": MINIMUM,
             "limit": {"days": 179, "time": "ts"}},
            "shorter than the statutory minimum",
        ),
        ({"on_cancellation": DELETE, "limit": {"days": 9, "time": "ts", "action": "clear"}}, "log-limit"),
        ({"id": "profile", "on_cancellation": {"action": "delete"}}, "profile occurs twice"),
        ({"store": "app", "table": "t_member", "on_cancellation": DELETE}, "t_member occurs twice"),
    ],
)  # fmt: skip
def test_a_wrong_rule_is_named(rule: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RetentionPolicy.model_validate(with_rule(**rule))


def test_the_subject_table_needs_a_rule() -> None:
    document = deepcopy(BASE)
    document["subject"]["table"] = "t_user"
    with pytest.raises(ValidationError, match="t_user has no rule"):
        RetentionPolicy.model_validate(document)
