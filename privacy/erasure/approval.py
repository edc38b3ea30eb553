"""Approvals: an officer's Ed25519 signature under one plan's hash, good for a few days and for one use."""

import base64
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from policy.approvers import ApproversPolicy
from policy.errors import ApprovalError
from policy.text import Text
from privacy.evidence.canonical import event_line

# The approver's name where policy itself approved rules of low risk beforehand; nobody signs for it.
POLICY = "policy:approvers.yaml"
# Binds a signature to this one use of the officer's key.
PURPOSE = b"quanyi erasure approval 1\0"


@dataclass(frozen=True)
class Approval:
    """`signature` is over all other fields; times are naive local."""

    approval_id: str
    plan_hash: str
    requesters: tuple[str, ...]
    approver: str
    approved_at: datetime
    expires_at: datetime
    signature: bytes

    @property
    def message(self) -> bytes:
        return PURPOSE + event_line(self.statement())

    def statement(self) -> dict[str, object]:
        """What is signed, and what the ledger keeps of it."""
        return {
            "approval": self.approval_id,
            "plan": self.plan_hash,
            "requesters": list(self.requesters),
            "approver": self.approver,
            "approved_at": self.approved_at.isoformat(),
            "expires_at": self.expires_at.isoformat(),
        }

    def to_json(self) -> dict[str, object]:
        return self.statement() | {"signature": base64.b64encode(self.signature).decode()}

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "Approval":
        return Approval(
            approval_id=document["approval"],
            plan_hash=document["plan"],
            requesters=tuple(document["requesters"]),
            approver=document["approver"],
            approved_at=datetime.fromisoformat(document["approved_at"]),
            expires_at=datetime.fromisoformat(document["expires_at"]),
            signature=base64.b64decode(document["signature"]),
        )


def sign_approval(
    plan_hash: str,
    *,
    requesters: Sequence[str],
    private_key: Ed25519PrivateKey,
    policy: ApproversPolicy,
    now: datetime,
) -> Approval:
    """The approval of the officer whose key this is.

    Raises:
        ApprovalError: no approver of policy has this key, or it belongs to one who asked for the plan.
    """
    public = private_key.public_key().public_bytes_raw()
    officer = next((each for each in policy.approvers if each.key == public), None)
    if officer is None:
        raise _unknown_key()
    unsigned = Approval(
        approval_id=secrets.token_hex(8),
        plan_hash=plan_hash,
        requesters=tuple(requesters),
        approver=officer.name,
        approved_at=now,
        expires_at=now + timedelta(days=policy.validity_days),
        signature=b"",
    )
    signed = replace(unsigned, signature=private_key.sign(unsigned.message))
    verify_approval(signed, policy, plan_hash=plan_hash, now=now)
    return signed


def pre_approval(
    plan_hash: str, *, requesters: Sequence[str], policy: ApproversPolicy, now: datetime
) -> Approval:
    """The approval of a plan that acts by pre-approved rules alone; whether it does, `refuse_rules` says."""
    return Approval(
        approval_id=secrets.token_hex(8),
        plan_hash=plan_hash,
        requesters=tuple(requesters),
        approver=POLICY,
        approved_at=now,
        expires_at=now + timedelta(days=policy.validity_days),
        signature=b"",
    )


def refuse_rules(rules: Iterable[str], policy: ApproversPolicy, now: datetime) -> None:
    """Raises ApprovalError where policy has not approved all of these rules beforehand."""
    others = sorted(set(rules) - policy.pre_approved_rules(now.date()))
    if others:
        raise ApprovalError(
            Text(
                zh=f"规则 {'、'.join(others)} 须由审批人批准",
                en=f"The rules {', '.join(others)} need an officer's approval",
            ),
            Text(zh="请审批人运行 quanyi erasure approve。", en="An approver runs `quanyi erasure approve`."),
        )


def verify_approval(approval: Approval, policy: ApproversPolicy, *, plan_hash: str, now: datetime) -> None:
    """Raises ApprovalError unless an approver of today's policy, who did not ask for it, signed for just
    this plan and the approval can still be used. The control store knows whether it was used before."""
    if approval.approver != POLICY:
        _verify_officer(approval, policy, now)
    if approval.plan_hash != plan_hash:
        raise ApprovalError(
            Text(zh="批准的是另一份计划", en="The approval is of another plan"),
            Text(zh="请为这份计划重新批准。", en="Have this plan approved."),
        )
    if not approval.approved_at <= now <= approval.expires_at:
        raise ApprovalError(
            Text(
                zh=f"批准的有效期为 {approval.approved_at} 至 {approval.expires_at}",
                en=f"The approval is good from {approval.approved_at} to {approval.expires_at}",
            ),
            Text(zh="请重新批准。", en="Have the plan approved again."),
        )
    if approval.expires_at - approval.approved_at > timedelta(days=policy.validity_days):
        raise ApprovalError(
            Text(zh="批准的有效期超出政策", en="The approval claims to last longer than policy allows"),
            Text(zh="请重新批准。", en="Have the plan approved again."),
        )


def _verify_officer(approval: Approval, policy: ApproversPolicy, now: datetime) -> None:
    officer = policy.approver(approval.approver)
    if officer is None or officer.valid_until < now.date():
        raise ApprovalError(
            Text(
                zh=f"{approval.approver} 不是现任审批人",
                en=f"{approval.approver} is no approver at present",
            ),
            Text(zh="请由 approvers.yaml 中的审批人批准。", en="Ask an approver listed in approvers.yaml."),
        )
    if approval.approver in approval.requesters:
        raise ApprovalError(
            Text(
                zh=f"申请人 {approval.approver} 不能批准自己的计划",
                en=f"{approval.approver} requested the plan and cannot approve it",
            ),
            Text(zh="请另一位审批人批准。", en="Ask another approver."),
        )
    try:
        Ed25519PublicKey.from_public_bytes(officer.key).verify(approval.signature, approval.message)
    except InvalidSignature:
        raise ApprovalError(
            Text(zh="批准的签名不符", en="The approval's signature does not hold"),
            Text(
                zh="批准可能被改动；请重新批准并查明原因。",
                en="It may have been altered: find out why, and have the plan approved again.",
            ),
        ) from None


def _unknown_key() -> ApprovalError:
    return ApprovalError(
        Text(zh="这把私钥不属于任何审批人", en="This private key belongs to no approver"),
        Text(
            zh="请把其公钥（quanyi erasure keygen 给出）写入 approvers.yaml。",
            en="Write its public key, which `quanyi erasure keygen` printed, into approvers.yaml.",
        ),
    )
