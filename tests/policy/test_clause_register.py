"""The register as data: all documents, all clauses, each answered once."""

import re
from collections import Counter

from policy.bundle import Policy

POLICY = Policy()
CLAUSES = [clause for document in POLICY.documents for clause in document.clauses]


def test_every_document_and_clause_is_there_once() -> None:
    assert len(POLICY.documents) == 21
    assert len(CLAUSES) == len({clause.id for clause in CLAUSES}) == 426
    assert Counter(clause.verification for clause in CLAUSES) == {
        "data": 247, "evidence": 95, "out_of_scope": 84,
    }  # fmt: skip


def test_a_clause_belongs_to_its_document() -> None:
    for document in POLICY.documents:
        for clause in document.clauses:
            assert clause.id.startswith(f"{document.document}/")


def test_statements_and_reasons_are_in_both_languages() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for clause in CLAUSES:
        for text in filter(None, (clause.statement, clause.reason)):
            assert chinese.search(text.zh), clause.id
            assert text.en and not chinese.search(text.en), clause.id


def test_every_check_that_exists_serves_a_clause_of_its_duty() -> None:
    duty_by_check = {clause.check: clause.duty for clause in CLAUSES}
    assert len(POLICY.checks) == 30
    for check in POLICY.checks:
        assert duty_by_check[check.id] == POLICY.duty_of(check.id).duty
