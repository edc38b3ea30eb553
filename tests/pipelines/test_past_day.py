"""A past day judged today gives what that day would have given, where the data keeps its history."""

import shutil
from datetime import datetime
from pathlib import Path

import duckdb

from checks.evaluate import evaluate
from warehouse.contracts import load_contracts
from warehouse.database import input_states, record_fresh, record_model
from warehouse.models import build_model, load_models
from warehouse.workspace import Workspace

PAST = datetime(2026, 2, 20, 23)
# These speak of the state of today (credentials and profiles as they are now, accounts that are active
# now, reviews whose result overwrote "pending"), of which stores keep no history: their counts may differ.
OF_TODAY = {
    "account_audit.periodic_account_audit",
    "account_audit.user_data_accuracy@network-platform/5.3",
    "account_audit.account_lifecycle_procedure@service-center/5.2",
    "dsr.dsr_access_rectify_erase@comic/a7",
    "identity_review.no_identity_misuse@network-platform/5.1b",
    "identity_review.real_name_authentication@network-platform/6.2",
    "identity_review.real_name_required_fields",
    "identity_review.registration_identity_review@service-platform-2/3.1c",
    "identity_review.truthful_registration",
    "identity_review.truthful_registration@service-platform-2/3.1a",
    "identity_review.truthful_registration@user-conduct/2.2a",
    "encryption_check.account_and_funds_security",
    "dormant_flagging.dormant_account_handling",
    "account_audit.user_data_accuracy",
    "identity_review.no_identity_misuse",
    "identity_review.real_name_authentication",
    "identity_review.registration_identity_review",
    "minors_kpis.minors_guardianship_process",
}
# Of the change before the last one of a password nothing is kept: forgetting the last makes it look old.
OVERWRITTEN = {"access_review.operator_account_hygiene"}
# Times of the future that were known in the past.
FORESEEN = {
    "expires_at",
    "ends_at",
    "certificate_expires_at",
    "promised_at",
    "licence_expires_at",
    "document_expires_at",
    "due_at",
    "warranty_until",
}

STATUS_OF_THEN = """
UPDATE entities.accounts SET status = earlier.status
FROM (
    SELECT account_id, arg_min(from_status, "at") AS status
    FROM entities.account_events WHERE "at" > $past GROUP BY account_id
) AS earlier
WHERE accounts.id = earlier.account_id AND accounts.created_at <= $past
"""


def test_later_events_change_no_past_result(demo, tmp_path: Path) -> None:
    workspace = Workspace.open(demo.config)
    today = _judge(workspace, tmp_path / "today.duckdb", forget=False)
    then = _judge(workspace, tmp_path / "then.duckdb", forget=True)
    differing = {check for check in today if today[check] != then[check]}
    assert differing <= OF_TODAY | OVERWRITTEN
    assert {check: today[check][0] for check in OF_TODAY} == {check: then[check][0] for check in OF_TODAY}


def _judge(workspace: Workspace, copy: Path, *, forget: bool) -> dict[str, tuple[object, ...]]:
    """Outcome and counts of every check for PAST; `forget` removes from the data all that happened later."""
    shutil.copy(workspace.warehouse_path, copy)
    policy = workspace.policy
    with duckdb.connect(str(copy)) as warehouse:
        if forget:
            warehouse.execute(STATUS_OF_THEN, {"past": PAST})
        for name, contract in load_contracts().items():
            if forget and contract.origin == "store":
                _forget(warehouse, name)
            record_fresh(warehouse, contract, PAST)
        for model in load_models():
            build_model(warehouse, model, {"as_of": PAST, **policy.complaints.limits.model_dump()})
            record_model(warehouse, model.name, PAST)
        inputs = input_states(warehouse)
        outcomes = [evaluate(warehouse, check, as_of=PAST, inputs=inputs) for check in policy.checks]
    return {
        outcome.check.id: (outcome.outcome, outcome.population, outcome.breaches, dict(outcome.reasons))
        for outcome in outcomes
    }


def _forget(warehouse: duckdb.DuckDBPyConnection, entity: str) -> None:
    contract = load_contracts()[entity]
    if contract.time:
        warehouse.execute(f'DELETE FROM entities.{entity} WHERE "{contract.time}" > ?', [PAST])
    for name, column in contract.columns.items():
        if column.type == "timestamp" and name not in FORESEEN:
            warehouse.execute(f'UPDATE entities.{entity} SET "{name}" = NULL WHERE "{name}" > ?', [PAST])
