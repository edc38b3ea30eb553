"""Policy as entities: the rows that checks join with, taken from the YAML in force."""

from collections.abc import Callable, Mapping
from typing import Any

from policy.bundle import Policy
from warehouse.complaint_entities import calendar_days, complaint_categories, complaint_rules

Rows = list[dict[str, Any]]


def dormant_policy(policy: Policy) -> Rows | None:
    rule = policy.accounts.dormancy
    if rule is None:
        return None
    return [
        {
            "version": rule.version,
            "idle_days": rule.idle_days,
            "notice_days": rule.notice_days,
            "freeze_days": rule.freeze_days,
            "deletion_days": rule.deletion_days,
        }
    ]


def role_matrix(policy: Policy) -> Rows | None:
    matrix = policy.role_matrix
    return None if matrix is None else [grant.model_dump() for grant in matrix.grants]


def pii_catalog(policy: Policy) -> Rows | None:
    catalogue = policy.pii_catalogue
    if catalogue is None:
        return None
    return [
        {
            "store": entry.store,
            "table": entry.table,
            "column": entry.column,
            "path": entry.path,
            "pii_type": entry.pii_type,
            "owner": entry.owner,
            "protection": entry.protection,
            "algorithm": entry.algorithm,
            "key_id": entry.key_id,
            "key_rotated_at": entry.key_rotated_on,
            "legal_basis": entry.legal_basis,
            "purpose": entry.purpose,
            "retention_rule_id": entry.retention_rule,
        }
        for entry in catalogue.columns
    ]


def retention_rules(policy: Policy) -> Rows | None:
    """One row a table's rule and one its limit; a table that is not about users has one of trigger `none`."""
    retention = policy.retention
    if retention is None:
        return None
    rows: Rows = []
    for table in retention.tables:
        place = {"store": table.store, "table": table.table}
        if not table.personal:
            rows.append({"id": table.id, **place, "trigger": "none", "action": "none", "days": None})
        for trigger, duty in retention.triggers.items():
            if table.erasure is None or (duty.rules and table.id not in duty.rules):
                continue
            # Contract: one row a rule; the first trigger that concerns it stands for the duty to erase.
            rows.append({"id": table.id, **place, "trigger": trigger,
                         "action": table.erasure.action or "change", "days": duty.days})  # fmt: skip
            break
        if table.limit is not None:
            rows.append({"id": f"{table.id}-limit", **place, "trigger": "retention_limit",
                         "action": table.limit.action or "change", "days": table.limit.days})  # fmt: skip
    return rows


def datasets(policy: Policy) -> Rows | None:
    releases = policy.anonymization
    if releases is None:
        return None
    return [
        {"name": release.name, "purpose": release.purpose, "audience": release.audience, "k": release.k}
        for release in releases.all_releases
        if release.withdrawn is None
    ]


def evidence_items(policy: Policy) -> Rows | None:
    """Templates nobody filled in are no evidence and have no row."""
    if policy.evidence is None:
        return None
    return [
        {
            "id": item.id,
            "kind": item.kind,
            "title": item.title.zh,
            "owner": item.owner,
            "approved_at": item.approved_at,
            "approver_named": item.approved_by is not None,
            "review_due": item.review_due,
            "file_state": state,
            "points_missing": policy.evidence_kinds.missing_points(item.kind, item.covers),
            "version": item.version,
            "published_at": item.published_at,
            "announced_at": item.announced_at,
            "effective_at": item.effective_at,
        }
        for item, state in policy.evidence
        if state != "template"
    ]


def evidence_subjects(policy: Policy) -> Rows | None:
    if policy.evidence is None:
        return None
    return [
        {"item_id": item.id, "subject": subject}
        for item, state in policy.evidence
        if state != "template"
        for subject in dict.fromkeys(item.subjects)
    ]


def evidence_kinds(policy: Policy) -> Rows | None:
    return [
        {
            "kind": kind.kind,
            "check_id": kind.check,
            "per": kind.per,
            "holds": kind.holds,
            "days": kind.days,
            "approver": kind.approver,
            "published": kind.published,
        }
        for kind in policy.evidence_kinds.kinds
    ]


def services(policy: Policy) -> Rows | None:
    if policy.organisation is None:
        return None
    return [
        {
            "id": service.id,
            "owner": service.owner,
            "public": service.public,
            "site": service.site,
            "changed_on": service.changed_on,
            "support_post": service.support_post,
        }
        for service in policy.organisation.services
    ]


def post_groups(policy: Policy) -> Rows | None:
    if policy.organisation is None:
        return None
    return [
        {"post_group": group, "post": post}
        for group, posts in policy.organisation.post_groups.items()
        for post in dict.fromkeys(posts)
    ]


def sla_policies(policy: Policy) -> Rows | None:
    levels = policy.service_levels
    return None if levels is None else [limit.model_dump() for limit in levels.requests]


def service_targets(policy: Policy) -> Rows | None:
    levels = policy.service_levels
    return None if levels is None else [target.model_dump() for target in levels.targets]


# Entity -> its rows, or None where the organisation has not written that part of its policy.
POLICY_ENTITIES: Mapping[str, Callable[[Policy], Rows | None]] = {
    function.__name__: function
    for function in (
        dormant_policy, role_matrix, pii_catalog, retention_rules, datasets, evidence_items,
        evidence_subjects, evidence_kinds, services, post_groups,
        sla_policies, service_targets, complaint_rules, complaint_categories, calendar_days,
    )
}  # fmt: skip
