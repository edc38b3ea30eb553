"""Who may let a plan be carried out: officers by their signature, or policy for rules of low risk."""

from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policy.errors import ApprovalError
from policy.text import Text
from privacy.erasure.approval import Approval, pre_approval, refuse_rules, sign_approval, verify_approval
from warehouse.erasure.desk import Desk
from warehouse.erasure.records import StoredPlan


def approve(desk: Desk, plan: StoredPlan, private_key: Ed25519PrivateKey) -> Approval:
    """Sign, store and seal an officer's approval.

    Raises:
        ApprovalError: the key is no approver's, or its owner asked for the plan.
    """
    approval = sign_approval(
        plan.plan_hash,
        requesters=desk.records.requesters(plan.plan_hash),
        private_key=private_key,
        policy=desk.workspace.policy.approvers,
        now=desk.as_of,
    )
    _keep(desk, approval)
    return approval


def usable_approval(desk: Desk, plan: StoredPlan) -> Approval:
    """The first approval of the plan that may start an execution now.

    Raises:
        ApprovalError: there is none; with the reason why the last one does not do.
    """
    refused: ApprovalError | None = None
    for approval in desk.records.approvals(plan.plan_hash):
        try:
            verify_approval(
                approval, desk.workspace.policy.approvers, plan_hash=plan.plan_hash, now=desk.as_of
            )
            _refuse_requester(approval, desk.records.requesters(plan.plan_hash))
            return approval
        except ApprovalError as error:
            refused = error
    raise refused or ApprovalError(
        Text(
            zh=f"计划 {plan.plan_hash[:12]} 尚未批准",
            en=f"Plan {plan.plan_hash[:12]} is not approved",
        ),
        Text(
            zh="请审批人运行 quanyi erasure approve。",
            en="An approver runs `quanyi erasure approve`.",
        ),
    )


def approve_beforehand(desk: Desk, plan: StoredPlan) -> Approval | None:
    """Policy's own approval, stored and sealed, where only pre-approved rules act; else None."""
    policy = desk.workspace.policy.approvers
    try:
        refuse_rules(plan.acting_rules, policy, desk.as_of)
    except ApprovalError:
        return None
    if not plan.acting_rules:
        return None
    requesters = desk.records.requesters(plan.plan_hash)
    approval = pre_approval(plan.plan_hash, requesters=requesters, policy=policy, now=desk.as_of)
    _keep(desk, approval)
    return approval


def _keep(desk: Desk, approval: Approval) -> None:
    """Sealed before it can be used: no execution starts with an approval that the ledger lacks."""
    desk.seal({"kind": "erasure_approval", **approval.statement()})
    desk.records.add_approval(approval)


def _refuse_requester(approval: Approval, requesters: Sequence[str]) -> None:
    """Somebody may have asked for the plan after they approved it."""
    if approval.approver in requesters:
        raise ApprovalError(
            Text(
                zh=f"申请人 {approval.approver} 不能批准自己的计划",
                en=f"{approval.approver} requested the plan and cannot approve it",
            ),
            Text(zh="请另一位审批人批准。", en="Ask another approver."),
        )
