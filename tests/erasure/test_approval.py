import base64
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from policy.approvers import ApproversPolicy
from policy.errors import ApprovalError, UsageError
from privacy.erasure.approval import Approval, sign_approval, verify_approval
from privacy.erasure.officer_key import create_officer_key, read_officer_key

NOW = datetime(2026, 3, 16, 9, 0)
PLAN = "ab" * 32


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


@pytest.fixture
def key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.generate()


@pytest.fixture
def policy(key: Ed25519PrivateKey) -> ApproversPolicy:
    return ApproversPolicy.model_validate(
        {"approvers": [{"name": "王敏", "public_key": public(key), "valid_until": "2026-12-31"}]}
    )


@pytest.fixture
def approval(key: Ed25519PrivateKey, policy: ApproversPolicy) -> Approval:
    return sign_approval(PLAN, requesters=["李工"], private_key=key, policy=policy, now=NOW)


def test_an_approval_holds_for_its_plan_and_time_and_survives_json(
    approval: Approval, policy: ApproversPolicy
) -> None:
    again = Approval.from_json(approval.to_json())
    assert again == approval
    verify_approval(again, policy, plan_hash=PLAN, now=NOW + timedelta(days=7))


@pytest.mark.parametrize("later", [timedelta(days=7, seconds=1), timedelta(seconds=-1)])
def test_it_is_refused_outside_its_time(
    approval: Approval, policy: ApproversPolicy, later: timedelta
) -> None:
    with pytest.raises(ApprovalError, match="good from"):
        verify_approval(approval, policy, plan_hash=PLAN, now=NOW + later)


def test_it_is_refused_for_another_plan(approval: Approval, policy: ApproversPolicy) -> None:
    with pytest.raises(ApprovalError, match="another plan"):
        verify_approval(approval, policy, plan_hash="cd" * 32, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        {"approval_id": "0" * 16},
        {"requesters": ("张三",)},
        {"approved_at": NOW + timedelta(minutes=1)},
        {"expires_at": NOW + timedelta(days=6)},
        {"signature": b"\0" * 64},
        {"signature": b""},
    ],
)
def test_any_altered_field_breaks_the_signature(
    approval: Approval, policy: ApproversPolicy, change: dict[str, object]
) -> None:
    with pytest.raises(ApprovalError, match="signature"):
        verify_approval(replace(approval, **change), policy, plan_hash=PLAN, now=NOW + timedelta(hours=1))  # type: ignore[arg-type]


def test_a_longer_validity_than_policy_allows_is_refused(
    key: Ed25519PrivateKey, approval: Approval, policy: ApproversPolicy
) -> None:
    unsigned = replace(approval, expires_at=NOW + timedelta(days=8))
    signed = replace(unsigned, signature=key.sign(unsigned.message))
    with pytest.raises(ApprovalError, match="longer than policy"):
        verify_approval(signed, policy, plan_hash=PLAN, now=NOW)


def test_nobody_approves_what_they_requested(key: Ed25519PrivateKey, policy: ApproversPolicy) -> None:
    with pytest.raises(ApprovalError, match="cannot approve"):
        sign_approval(PLAN, requesters=["李工", "王敏"], private_key=key, policy=policy, now=NOW)


def test_a_key_that_no_approver_has_is_refused(policy: ApproversPolicy) -> None:
    with pytest.raises(ApprovalError, match="belongs to no approver"):
        sign_approval(
            PLAN, requesters=["李工"], private_key=Ed25519PrivateKey.generate(), policy=policy, now=NOW
        )


def test_one_who_is_no_longer_an_approver_is_refused(approval: Approval, policy: ApproversPolicy) -> None:
    for today in (ApproversPolicy(), policy.model_copy(update={"approvers": (ended(policy),)})):
        with pytest.raises(ApprovalError, match="no approver at present"):
            verify_approval(approval, today, plan_hash=PLAN, now=NOW)


def ended(policy: ApproversPolicy) -> object:
    return policy.approvers[0].model_copy(update={"valid_until": date(2026, 3, 15)})


def test_policy_refuses_shared_names_and_keys_and_what_is_no_key(key: Ed25519PrivateKey) -> None:
    one = {"name": "王敏", "public_key": public(key), "valid_until": "2026-12-31"}
    other = one | {"name": "赵强"}
    for entries in ([one, one | {"public_key": public(Ed25519PrivateKey.generate())}], [one, other]):
        with pytest.raises(ValidationError, match="two approvers share"):
            ApproversPolicy.model_validate({"approvers": entries})
    with pytest.raises(ValidationError, match="no Ed25519 public key"):
        ApproversPolicy.model_validate({"approvers": [one | {"public_key": "c2hvcnQ="}]})


def test_pre_approved_rules_end_on_their_day() -> None:
    policy = ApproversPolicy.model_validate(
        {
            "pre_approved": [
                {
                    "rules": ["login-log-limit"],
                    "owner": "法务部",
                    "reason": {"zh": "低风险", "en": "low risk"},
                    "granted_at": "2026-01-01",
                    "expires_at": "2026-03-16",
                }
            ]
        }
    )
    assert policy.pre_approved_rules(date(2026, 3, 16)) == {"login-log-limit"}
    assert policy.pre_approved_rules(date(2026, 3, 17)) == frozenset()


@pytest.mark.parametrize("passphrase", [None, "口令 correct horse"])
def test_an_officers_key_is_made_once_and_read_again(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "officer.pem"
    made = create_officer_key(path, passphrase)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_officer_key(path, passphrase).public_key().public_bytes_raw() == made
    with pytest.raises(UsageError, match="exists already"):
        create_officer_key(path, passphrase)


def test_a_key_is_refused_when_others_may_read_it_or_the_passphrase_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "officer.pem"
    create_officer_key(path, "right")
    for wrong in ("wrong", None):
        with pytest.raises(UsageError, match="passphrase"):
            read_officer_key(path, wrong)
    path.chmod(0o640)
    with pytest.raises(UsageError, match="read by others"):
        read_officer_key(path, "right")
    with pytest.raises(UsageError, match="cannot be read"):
        read_officer_key(tmp_path / "absent.pem", None)
