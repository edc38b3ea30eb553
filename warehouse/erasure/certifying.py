"""From executed to proven: the interim certificate, the residual scan, the end of the key, the final one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import duckdb

from policy.text import Text
from privacy.erasure.approval import Approval
from privacy.erasure.certificate import FINAL, INTERIM, Account, Done, final_certificate, interim_certificate
from privacy.erasure.commitments import commit
from privacy.erasure.destroy import destroy_key
from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.execution import ExecutionReport, report
from privacy.erasure.identifiers import Identifiers
from privacy.erasure.people import SealedPeople
from privacy.erasure.remains import remnants
from privacy.erasure.residual import Residue, search_files, search_stores, search_warehouse
from privacy.erasure.suppression import Entry
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.erasure.desk import Desk
from warehouse.erasure.records import StoredPlan

BASIS = "PIPL 47"
# A suppression entry outlives the oldest backup by this much.
MARGIN_DAYS = 30


@dataclass(frozen=True)
class Search:
    """What a residual scan read and found. `searched`: place -> tables or files."""

    searched: dict[str, int]
    residues: tuple[Residue, ...]
    identifiers: int


def certify_interim(
    desk: Desk, execution_id: str, plan: StoredPlan, approval: Approval, done: ExecutionReport
) -> str:
    """Seal that the rows are gone and until when they can be brought back; list the people as suppressed.

    Done once: a repeated call returns the head that sealed it.
    """
    known = desk.records.certificate(execution_id, INTERIM)
    if known is not None:
        return known[0]
    _suppress(desk, execution_id, plan)
    document = interim_certificate(
        _account(desk, execution_id, approval, done),
        remnants(desk.workspace.config.stores, desk.workspace.policy.copies, desk.as_of),
        recoverable_until=done.recoverable_until,
    )
    head = desk.seal(document)
    desk.records.add_certificate(execution_id, document, head, desk.as_of)
    return head


def search(desk: Desk, execution_id: str, warehouse: duckdb.DuckDBPyConnection) -> Search:
    """Look for the identifiers of an execution's people in every store and in all that we wrote.

    Raises:
        SealedLogError: the key is destroyed, so nobody knows any more what to look for.
        StoreError: a store is away; a search that leaves one out proves nothing.
    """
    wanted = _identifiers(desk, execution_id)
    searched: dict[str, int] = {}
    residues: list[Residue] = []
    with open_session(desk.workspace.config.stores) as session:
        for error in session.failed.values():
            raise error
        catalog = read_catalog(session.connection, desk.workspace.config.stores)
        for store in desk.workspace.config.stores:
            searched[store.name] = sum(table.store == store.name for table in catalog.tables)
        residues += search_stores(session.connection, catalog, wanted)
    tables = warehouse.execute("SELECT count(*) FROM duckdb_tables() WHERE NOT temporary").fetchone()
    searched["warehouse"] = int(tables[0]) if tables else 0
    residues += search_warehouse(warehouse, wanted)
    for where, folder in (
        ("pages", desk.workspace.pages_dir),
        ("published", desk.workspace.published_path.parent),
    ):
        if folder.is_dir():
            searched[where] = sum(path.is_file() for path in folder.rglob("*"))
            residues += search_files(folder, where, wanted)
    return Search(searched, tuple(residues), len(wanted.forms))


def verify(desk: Desk, execution_id: str, warehouse: duckdb.DuckDBPyConnection) -> Search:
    """Search; once the execution can no longer be undone, also certify. What was certified stays as it is.

    Raises:
        ErasureRefusedError: it was undone, or is not finished.
    """
    execution = desk.state.execution(execution_id)
    assert execution is not None, "the caller has looked it up"
    known = desk.records.certificate(execution_id, FINAL)
    if known is not None:
        if execution.state != "certified":
            _finish(desk, execution_id)
        return _searched(known[1])
    if execution.state != "done":
        raise _refused(execution_id, execution.state)
    if desk.as_of < execution.order.recoverable_until:
        return search(desk, execution_id, warehouse)
    return _certify(desk, execution_id, warehouse)


def _certify(desk: Desk, execution_id: str, warehouse: duckdb.DuckDBPyConnection) -> Search:
    """Search, destroy the key, seal the final certificate, forget the plan's people.

    The search comes before the end of the key, since only the key tells what to look for: were the process
    killed between the two, nothing could ever be searched for again, and no final certificate be issued.
    """
    execution = desk.state.execution(execution_id)
    assert execution is not None, "the caller has looked it up"
    interim = desk.records.certificate(execution_id, INTERIM)
    approval = desk.records.approval_of(execution_id)
    account = _account(desk, execution_id, approval, report(execution_id, desk.state))
    found = search(desk, execution_id, warehouse)
    document = final_certificate(
        account,
        remnants(
            desk.workspace.config.stores, desk.workspace.policy.copies, execution.ended_at or desk.as_of
        ),
        interim_head=interim[0] if interim else "",
        key_destroyed_at=desk.as_of,
        searched=found.searched,
        residues=found.residues,
        identifiers=found.identifiers,
    )
    # Kept before the key goes: a process killed between the two finds it and goes on from there.
    desk.records.add_certificate(execution_id, document, "", desk.as_of)
    _finish(desk, execution_id)
    return found


def _finish(desk: Desk, execution_id: str) -> None:
    """Destroy the key, then seal the certificate that says so; goes on where a killed process stopped."""
    known = desk.records.certificate(execution_id, FINAL)
    assert known is not None, "a final certificate was written"
    discard(desk, execution_id)
    desk.state.move(execution_id, "done", "destroyed", desk.as_of)
    head = desk.seal(known[1])
    desk.records.add_certificate(execution_id, known[1], head, desk.as_of)
    desk.state.move(execution_id, "destroyed", "certified", desk.as_of)
    execution = desk.state.execution(execution_id)
    assert execution is not None, "it was certified just now"
    plan_hash, skipped = execution.order.plan_hash, desk.state.skipped(execution_id)
    erased = {each.subject_id for each in desk.records.subjects(plan_hash) if each.due_at is not None}
    desk.forget_people(sorted(erased - skipped.keys()))
    desk.records.forget_subjects(plan_hash)


def discard(desk: Desk, execution_id: str) -> None:
    """Destroy the keys and what they sealed: nothing can be restored, nobody be linked to a certificate."""
    folder = desk.folder(execution_id)
    destroy_key(folder.commitments_path)
    destroy_key(folder.key_path)
    for name in ("log.sealed", "victims.sealed", "people.sealed"):
        (folder.path / name).unlink(missing_ok=True)


def _identifiers(desk: Desk, execution_id: str) -> Identifiers:
    folder = desk.folder(execution_id)
    people = SealedPeople.of(folder, folder.key())
    return people.identifiers(desk.treatment.pseudonymiser, but=desk.state.skipped(execution_id))


def _account(desk: Desk, execution_id: str, approval: Approval, done: ExecutionReport) -> Account:
    folder = desk.folder(execution_id)
    keys = SealedPeople.of(folder, folder.key()).raw_keys(but=desk.state.skipped(execution_id))
    execution = desk.state.execution(execution_id)
    assert execution is not None, "its report was made from it"
    return Account(
        execution_id=execution_id,
        plan_hash=execution.order.plan_hash,
        approval=approval,
        as_of=execution.started_at,
        commitments=commit(folder.commitments_secret(), list(keys.values())),
        skipped=done.skipped,
        done=[Done(rule.store, rule.table, rule.rule_id, rule.action, rule.rows) for rule in done.rules],
    )


def _suppress(desk: Desk, execution_id: str, plan: StoredPlan) -> None:
    """Whom a duty erased; whose old rows merely passed a limit is still a user."""
    folder = desk.folder(execution_id)
    keys = SealedPeople.of(folder, folder.key()).raw_keys(but=desk.state.skipped(execution_id))
    days = desk.workspace.policy.copies.longest_backup_days + MARGIN_DAYS
    erased = [each for each in desk.records.subjects(plan.plan_hash) if each.due_at is not None]
    for each in erased:
        if each.due_at is not None and each.subject_id in keys:
            entry = Entry(each.trigger, each.due_at, BASIS, desk.as_of + timedelta(days=days))
            desk.suppression.add([keys[each.subject_id]], entry)
    desk.records.commit()


def _refused(execution_id: str, state: str) -> ErasureRefusedError:
    return ErasureRefusedError(
        Text(
            zh=f"执行 {execution_id} 处于 {state} 状态，不能出具最终证明",
            en=f"Execution {execution_id} is {state}; no final certificate can be issued",
        ),
        Text(zh="请用 quanyi erasure show 查看其状态。", en="See its state with `quanyi erasure show`."),
    )


def _searched(certificate: dict[str, Any]) -> Search:
    """What the search behind a final certificate came to."""
    scan = certificate["residual_scan"]
    residues = tuple(
        Residue(each["where"], each["table"], each["column"], each["rows"]) for each in scan["found"]
    )
    return Search(dict(scan["searched"]), residues, scan["identifiers"])
