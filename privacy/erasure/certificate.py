"""Certificates: what an execution did, what it claims, and what it cannot claim.

An interim certificate is issued when the rows are gone but can still be brought back; the final one when
the key of the sealed log is destroyed and nothing but what it names can hold the people any more. Both are
events of the ledger, which signs them; they hold counts, names of tables and commitments.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from privacy.erasure.approval import Approval
from privacy.erasure.commitments import Commitments
from privacy.erasure.remains import Remnant
from privacy.erasure.residual import Residue

INTERIM = "erasure_interim_certificate"
FINAL = "erasure_final_certificate"


@dataclass(frozen=True)
class Done:
    """What one rule did in one table."""

    store: str
    table: str
    rule_id: str
    action: str
    rows: int


@dataclass(frozen=True)
class Account:
    """All that a certificate speaks of.

    Attributes:
        skipped: reason -> subjects that were no longer due when their turn came, and were left alone.
        commitments: of the subjects on whose rows the execution acted.
    """

    execution_id: str
    plan_hash: str
    approval: Approval
    as_of: datetime
    commitments: Commitments
    skipped: Mapping[str, int]
    done: Sequence[Done]


def interim_certificate(
    account: Account, remnants: Sequence[Remnant], *, recoverable_until: datetime
) -> dict[str, object]:
    """The rows are gone from the stores and can be brought back until `recoverable_until`."""
    return {
        "kind": INTERIM,
        **_account(account),
        "recoverable_until": recoverable_until.isoformat(),
        "remains": [remnant.to_json() for remnant in remnants],
    }


def final_certificate(
    account: Account,
    remnants: Sequence[Remnant],
    *,
    interim_head: str,
    key_destroyed_at: datetime,
    searched: Mapping[str, int],
    residues: Sequence[Residue],
    identifiers: int,
) -> dict[str, object]:
    """Nothing can bring the rows back; `clean` only if the residual scan found no identifier anywhere.

    Args:
        interim_head: the ledger head that sealed the interim certificate.
        searched: place -> tables or files that the residual scan read.
        identifiers: how many it looked for; 0 proves nothing, and the certificate then says so.
    """
    return {
        "kind": FINAL,
        **_account(account),
        "interim_head": interim_head,
        "key_destroyed_at": key_destroyed_at.isoformat(),
        "residual_scan": {
            "identifiers": identifiers,
            "searched": dict(sorted(searched.items())),
            "found": [
                {"where": each.where, "table": each.table, "column": each.column, "rows": each.rows}
                for each in residues
            ],
            "result": "nothing_to_look_for" if not identifiers else "found" if residues else "clean",
        },
        "remains": [remnant.to_json() for remnant in remnants],
    }


def _account(account: Account) -> dict[str, object]:
    return {
        "execution": account.execution_id,
        "plan": account.plan_hash,
        "approval": account.approval.statement(),
        "as_of": account.as_of.isoformat(),
        "subjects": len(account.commitments.hashes),
        "commitments": account.commitments.root,
        "skipped": dict(sorted(account.skipped.items())),
        "done": [
            {
                "store": each.store,
                "table": each.table,
                "rule": each.rule_id,
                "action": each.action,
                "rows": each.rows,
            }
            for each in account.done
        ],
    }
