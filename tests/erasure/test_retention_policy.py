from copy import deepcopy
from datetime import date

import pytest
import yaml
from pydantic import ValidationError

from policy.retention import RetentionPolicy

BASE = yaml.safe_load("""
subject: {store: app, table: t_member, key: member_no}
triggers: {cancellation: {days: 15, source: ours, clause: internet-co-1/14}}
holds: {scope_all: all}
tables:
  - {id: profile, store: app, table: t_member, erasure: {action: clear, columns: [name]}}
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
    policy = RetentionPolicy.model_validate(with_rule(link=link, erasure={"action": "delete"}))
    assert policy.table("lake", "log").link[0].columns == ("member_no",)
    assert policy.table("lake", "log").link[0].to.columns == ("member_no",)
    assert policy.table("lake", "log").limit_id == "log-limit"
    assert policy.table("lake", "other") is None


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({}, "erasure is missing"),
        ({"erasure": {"action": "clear"}}, "clear needs columns"),
        ({"erasure": {"action": "keep", "columns": ["ip"], "basis": LAW}}, "keep takes no columns"),
        ({"erasure": {"fields": {"ip": "clear"}, "columns": ["ip"]}}, "fields stand alone"),
        ({"erasure": {"fields": {"ip": "clear"}, "action": "clear"}}, "fields stand alone"),
        ({"erasure": {"fields": {"ip": "keep"}}}, "keep needs a basis"),
        ({"erasure": {}}, "needs an action or fields"),
        ({"erasure": {"action": "clear", "columns": ["ip"]}, "minimum": MINIMUM | {"keep": ["id"]}},
         "does not treat the column id"),
        ({"erasure": DELETE, "limit": {"days": 9, "time": "ts", "fields": {"ip": "keep"}}},
         "a limit keeps nothing"),
        ({"erasure": DELETE, "link": {"columns": ["a", "b"], "to": {"store": "app", "table": "t_member",
         "column": "member_no"}}}, "differ in their number of columns"),
        ({"erasure": {"action": "delete"}, "minimum": MINIMUM}, "delete needs columns"),
        ({"erasure": {"action": "keep"}}, "keep needs a basis"),
        ({"erasure": {"action": "shred"}}, "Input should be 'delete'"),
        ({"erasure": {"action": "delete"}, "colums": ["ip"]}, "Extra inputs"),
        ({"personal": False, "erasure": {"action": "delete"}}, "not personal"),
        (
            {"erasure": {"action": "pseudonymise", "columns": ["ip"]}, "minimum": MINIMUM,
             "limit": {"days": 179, "time": "ts"}},
            "shorter than the statutory minimum",
        ),
        ({"erasure": DELETE, "limit": {"days": 9, "time": "ts", "action": "clear"}}, "clear needs columns"),
        ({"id": "profile", "erasure": {"action": "delete"}}, "profile occurs twice"),
        ({"store": "app", "table": "t_member", "erasure": DELETE}, "t_member occurs twice"),
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


CONSENT = {"days": 15, "source": "law", "purposes": ["marketing"], "rules": ["profile"]}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"triggers": {"request": {"source": "law"}}}, "days or working_days"),
        ({"triggers": {"request": {"days": 1, "working_days": 1, "source": "law"}}},
         "days or working_days"),
        ({"triggers": {"resignation": {"days": 1, "source": "law"}}}, "resignation"),
        ({"triggers": {"request": {"days": 1, "source": "law", "rules": ["region"]}}}, "no rule region"),
        ({"triggers": {"request": {"days": 1, "source": "law", "purposes": ["x"]}}},
         "belong to consent_withdrawn"),
        ({"triggers": {"consent_withdrawn": CONSENT | {"rules": []}}}, "belong to consent_withdrawn"),
        ({"exceptions": [{"id": "suit", "scope": ["profil"], "basis": LAW, "until": "2026-01-01"}]},
         "no rule profil"),
        ({"exceptions": [{"id": "suit", "scope": "profile", "columns": ["ip"], "basis": LAW,
         "until": "2026-01-01"}]},
         "does not treat the column ip"),
        ({"exceptions": [{"id": "profile", "scope": "profile", "basis": LAW, "until": "2026-01-01"}]},
         "occurs twice"),
    ],
)  # fmt: skip
def test_wrong_triggers_and_exceptions_are_named(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RetentionPolicy.model_validate(BASE | change)


def test_a_policy_read_back_from_its_dump_is_the_same() -> None:
    link = {"columns": ["kind", "no"], "to": {"store": "app", "table": "t_member", "columns": ["a", "b"]},
            "when": {"column": "owner_type", "equals": ["member"]}}  # fmt: skip
    exceptions = [{"id": "suit", "scope": "profile", "basis": LAW, "until": "2026-01-01"}]
    document = with_rule(link=link, erasure={"fields": {"ip": "generalise"}}) | {"exceptions": exceptions}
    document["triggers"] = {"consent_withdrawn": CONSENT}
    policy = RetentionPolicy.model_validate(document)
    assert RetentionPolicy.model_validate(policy.model_dump(mode="json")) == policy


def test_an_exception_holds_up_to_its_last_day() -> None:
    exceptions = [{"id": "suit", "scope": "profile", "basis": LAW, "until": "2026-01-01"}]
    policy = RetentionPolicy.model_validate(BASE | {"exceptions": exceptions})
    rule = policy.tables[0]
    assert policy.exceptions_for(rule, date(2026, 1, 1)) == policy.exceptions
    assert policy.exceptions_for(rule, date(2026, 1, 2)) == ()
    assert policy.exceptions_for(policy.tables[1], date(2026, 1, 1)) == ()
