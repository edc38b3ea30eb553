"""How each clause is answered today, from the register and the outcomes of this run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policy.clauses import Clause, Document
from policy.text import Text
from warehouse.control import CheckResult

ClauseStatus = Literal["verified", "violated", "attested", "gap", "out_of_scope"]


@dataclass(frozen=True)
class ClauseCoverage:
    """One clause and its status; `reason` says why when it is neither verified nor violated."""

    document: Document
    clause: Clause
    status: ClauseStatus
    built: bool
    reason: Text | None = None


def cover(
    documents: Iterable[Document], results: Mapping[str, CheckResult], built: Iterable[str], today: date
) -> Iterator[ClauseCoverage]:
    """The status of every clause.

    Args:
        results: the newest result by check id.
        built: ids of the checks that exist; a clause whose check does not is a gap.
        today: nothing counts as verified by a check that was not judged for this day.
    """
    exists = frozenset(built)
    for document in documents:
        for clause in document.clauses:
            yield _cover_clause(document, clause, results, exists, today)


def _cover_clause(
    document: Document,
    clause: Clause,
    results: Mapping[str, CheckResult],
    exists: frozenset[str],
    today: date,
) -> ClauseCoverage:
    if clause.check is None:
        return ClauseCoverage(document, clause, "out_of_scope", False, clause.reason)
    if clause.check not in exists:
        reason = Text(zh=f"检查 {clause.check} 尚未建立", en=f"check {clause.check} does not exist yet")
        return ClauseCoverage(document, clause, "gap", False, reason)
    result = results.get(clause.check)
    if result is None or result.as_of.date() != today:
        return ClauseCoverage(document, clause, "gap", True, Text(zh="今天未检查", en="not judged today"))
    if result.outcome == "violation":
        return ClauseCoverage(document, clause, "violated", True)
    if result.outcome == "gap":
        return ClauseCoverage(document, clause, "gap", True, result.gap)
    return ClauseCoverage(
        document, clause, "attested" if clause.verification == "evidence" else "verified", True
    )
