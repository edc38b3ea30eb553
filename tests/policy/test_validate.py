"""Clauses and duties held against each other: each rule broken once on a small register."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policy.bundle import Policy
from policy.clauses import Document
from policy.duties import Duty
from policy.errors import PolicyError
from policy.validate import validate_register

WORDS = {"zh": "略", "en": "none"}
THRESHOLD = {"kind": "count", "max_breach": 0, "source": "ours", "note": WORDS}


def clause(number: str, check: str | None, **changes: Any) -> dict[str, Any]:
    answered = {"verification": "data", "check": check}
    unanswered = {"verification": "out_of_scope", "reason": WORDS}
    head = {"id": f"doc/{number}", "article": number, "statement": WORDS, "duty": "logs"}
    return head | (answered if check else unanswered) | changes


def planned(check: str, *clauses: str) -> dict[str, Any]:
    return {
        "id": check, "title": WORDS, "clauses": list(clauses), "severity": "low",
        "threshold": THRESHOLD, "rule": WORDS, "remedy": WORDS,
    }  # fmt: skip


def built(check: str, *clauses: str) -> dict[str, Any]:
    rule = planned(check, *clauses)
    del rule["rule"]
    return rule | {"entities": ["audit_logs"], "empty": "gap", "reasons": {"late": WORDS}}


def sound() -> dict[str, Any]:
    """Two duties, a built and a planned check, a variant, and a clause out of scope."""
    return {
        "clauses": [
            clause("1", "retention.logs"),
            clause("2", "retention.logs@doc/2"),
            clause("3", "dsr.access", duty="access"),
            clause("4", None, duty="scope-principles"),
        ],
        "logs": {
            "duty": "logs", "theme": "t", "statement": WORDS, "owner": {"zh": "运维", "en": "Operations"},
            "checks": [built("retention.logs", "doc/1")],
            "planned": [planned("retention.logs@doc/2", "doc/2")],
        },
        "access": {
            "duty": "access", "theme": "t", "statement": WORDS, "owner": {"zh": "客服", "en": "Service"},
            "planned": [planned("dsr.access", "doc/3")],
        },
    }  # fmt: skip


def judge(register: dict[str, Any]) -> None:
    document = {"document": "doc", "title": WORDS, "sector": "s", "clauses": register["clauses"]}
    validate_register(
        {Path("clauses/doc.yaml"): Document.model_validate(document)},
        {Path(f"duties/{name}.yaml"): Duty.model_validate(register[name]) for name in ("logs", "access")},
    )


def rename(register: dict[str, Any], old: str, new: str) -> None:
    for duty in ("logs", "access"):
        for check in register[duty].get("checks", []) + register[duty]["planned"]:
            check["id"] = new if check["id"] == old else check["id"]
    for one in register["clauses"]:
        if one.get("check") == old:
            one["check"] = new


BROKEN: list[tuple[str, Callable[[dict[str, Any]], object], str, str]] = [
    (
        "a clause's check is declared nowhere",
        lambda it: it["clauses"].append(clause("5", "dsr.unknown")),
        "clauses/doc.yaml: doc/5",
        "no duty declares the check dsr.unknown",
    ),
    (
        "a check does not list a clause that names it",
        lambda it: it["clauses"].append(clause("5", "retention.logs")),
        "clauses/doc.yaml: doc/5",
        "the check retention.logs does not list it",
    ),
    (
        "a check lists a clause that does not exist",
        lambda it: it["logs"]["checks"][0]["clauses"].append("doc/9"),
        "duties/logs.yaml: retention.logs",
        "there is no clause doc/9",
    ),
    (
        "a check lists a clause that names another",
        lambda it: it["logs"]["checks"][0]["clauses"].append("doc/3"),
        "duties/logs.yaml: retention.logs",
        "does not answer the clause doc/3, dsr.access does",
    ),
    (
        "a check lists a clause out of scope",
        lambda it: it["logs"]["checks"][0]["clauses"].append("doc/4"),
        "duties/logs.yaml: retention.logs",
        "does not answer the clause doc/4, none does",
    ),
    (
        "a clause belongs to another duty than its check",
        lambda it: it["clauses"][0].update(duty="access"),
        "duties/logs.yaml: retention.logs",
        "the clause doc/1 belongs to the duty access",
    ),
    (
        "a variant serves another clause",
        lambda it: rename(it, "retention.logs@doc/2", "retention.logs@doc/1"),
        "duties/logs.yaml: retention.logs@doc/1",
        "a variant serves its own clause doc/1",
    ),
    (
        "a variant serves a second clause",
        lambda it: it["logs"]["planned"][0]["clauses"].append("doc/1"),
        "duties/logs.yaml: retention.logs@doc/2",
        "a variant serves its own clause doc/2",
    ),
    (
        "an id is both built and planned",
        lambda it: it["logs"]["planned"].append(planned("retention.logs", "doc/1")),
        "duties/logs.yaml: retention.logs",
        "already defined in duties/logs.yaml",
    ),
    (
        "an id is declared by two duties",
        lambda it: it["access"]["planned"].append(planned("retention.logs", "doc/1")),
        "duties/access.yaml: retention.logs",
        "already defined in duties/logs.yaml",
    ),
    (
        "a capability is unknown",
        lambda it: rename(it, "dsr.access", "telepathy.access"),
        "duties/access.yaml: telepathy.access",
        "there is no capability telepathy",
    ),
    (
        "an owner has no Chinese",
        lambda it: it["access"].update(owner={"zh": "Service", "en": "Service"}),
        "duties/access.yaml: owner",
        "not given in Chinese and in English",
    ),
    (
        "an owner has no English",
        lambda it: it["access"].update(owner={"zh": "客服", "en": " "}),
        "duties/access.yaml: owner",
        "not given in Chinese and in English",
    ),
    (
        "two files hold one duty",
        lambda it: it["access"].update(duty="logs"),
        "duties/access.yaml: duty",
        "already defined in duties/logs.yaml",
    ),
    (
        "a clause occurs twice",
        lambda it: it["clauses"].append(clause("1", "retention.logs")),
        "clauses/doc.yaml: doc/1",
        "this clause occurs twice",
    ),
    (
        "a clause is filed under another document",
        lambda it: it["clauses"][3].update(id="other/4"),
        "clauses/doc.yaml: other/4",
        "must begin with doc/",
    ),
    (
        "a clause out of scope names no duty there is",
        lambda it: it["clauses"][3].update(duty="kindness"),
        "clauses/doc.yaml: doc/4",
        "there is no duty kindness",
    ),
]


def test_a_sound_register_is_accepted() -> None:
    judge(sound())


@pytest.mark.parametrize(
    ("damage", "place", "complaint"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
def test_each_contradiction_is_named_with_its_place(
    damage: Callable[[dict[str, Any]], object], place: str, complaint: str
) -> None:
    register = sound()
    damage(register)
    with pytest.raises(PolicyError) as raised:
        judge(register)
    assert raised.value.what.en.startswith(f"{place}: ")
    assert complaint in raised.value.what.en
    for language in ("zh", "en"):
        assert "\n" not in raised.value.line(language)
    assert raised.value.remedy.zh and raised.value.remedy.en


def test_a_duty_without_any_check_is_refused() -> None:
    duty = sound()["access"] | {"planned": []}
    with pytest.raises(ValueError, match="it needs checks or planned"):
        Duty.model_validate(duty)


def test_validating_a_policy_holds_the_organisations_files_against_the_packaged_ones(tmp_path: Path) -> None:
    packaged = Policy().path("duties/hotline-24h.yaml")
    assert packaged is not None
    own = tmp_path / "duties" / "hotline-24h.yaml"
    own.parent.mkdir()
    own.write_text(packaged.read_text(encoding="utf-8"), encoding="utf-8")
    Policy(folder=tmp_path).validate()
    text = own.read_text(encoding="utf-8")
    own.write_text(text.replace("clauses: [telecom-1/5b]", "clauses: [telecom-1/5a]"), encoding="utf-8")
    with pytest.raises(PolicyError) as raised:
        Policy(folder=tmp_path).validate()
    assert str(own) in raised.value.what.en
    assert "telecom-1/5a" in raised.value.what.en
