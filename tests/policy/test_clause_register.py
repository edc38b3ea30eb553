"""The register as data: all documents, all clauses, each answered once."""

import re
from collections import Counter

from policy.bundle import Policy
from policy.text import Text
from policy.validate import OUT_OF_SCOPE_DUTIES

POLICY = Policy()
CLAUSES = [clause for document in POLICY.documents for clause in document.clauses]
PLANNED = [check for duty in POLICY.duties for check in duty.planned]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# A half-width mark next to Chinese; a full stop or colon between digits (1.3b, 24:00) is no such mark.
HALF_WIDTH = re.compile(r"(?<=[\u4e00-\u9fff])[,;:!?()]|[,;!?()](?=[\u4e00-\u9fff])|\.$")


def test_every_document_and_clause_is_there_once() -> None:
    assert len(POLICY.documents) == 21
    assert len(CLAUSES) == len({clause.id for clause in CLAUSES}) == 436
    assert Counter(clause.verification for clause in CLAUSES) == {
        "data": 252, "evidence": 102, "out_of_scope": 82,
    }  # fmt: skip


def test_every_check_that_serves_a_clause_is_built_or_planned() -> None:
    built, planned = {check.id for check in POLICY.checks}, {check.id for check in PLANNED}
    assert not built & planned
    assert len(built | planned) == 159
    assert {clause.check for clause in CLAUSES} - {None} == built | planned


def test_every_duty_in_scope_has_its_file() -> None:
    assert len(POLICY.duties) == 78
    duties = {duty.duty for duty in POLICY.duties}
    assert {clause.duty for clause in CLAUSES} == duties | OUT_OF_SCOPE_DUTIES
    assert not duties & OUT_OF_SCOPE_DUTIES


def test_the_packaged_policy_holds_together() -> None:
    POLICY.validate()


def test_base_checks_that_serve_no_clause_are_gone() -> None:
    declared = {check.id for duty in POLICY.duties for check in duty.declared}
    for dropped in ("service_kpis.equipment_metering_maintenance", "evidence_vault.hot_standby_backup"):
        assert dropped not in declared
        assert any(check_id.startswith(f"{dropped}@") for check_id in declared)


def test_statements_and_reasons_are_in_both_languages() -> None:
    for clause in CLAUSES:
        for text in filter(None, (clause.statement, clause.reason)):
            assert_well_written(text, clause.id)


def test_what_an_officer_reads_of_a_duty_is_in_both_languages() -> None:
    for duty in POLICY.duties:
        for text in (duty.statement, duty.owner):
            assert_well_written(text, duty.duty)
        for check in duty.declared:
            for text in (check.title, check.threshold.note, check.remedy):
                assert_well_written(text, check.id)
        for check in duty.planned:
            assert_well_written(check.rule, check.id)


def assert_well_written(text: Text, where: str) -> None:
    assert CHINESE.search(text.zh) and not HALF_WIDTH.search(text.zh), (where, text.zh)
    assert text.en.strip() and not CHINESE.search(text.en), (where, text.en)
