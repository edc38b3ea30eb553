"""docs/register*.md say what the packaged policy holds: its counts, its ids and every threshold of ours."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from policy.bundle import Policy
from policy.duties import CHECK_ID
from policy.text import Language

POLICY = Policy()
DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "register.md", "zh": "register.zh-CN.md"}
CLAUSES = [clause for document in POLICY.documents for clause in document.clauses]
DECLARED = {check.id: check for duty in POLICY.duties for check in duty.declared}
DROPPED = {"service_kpis.equipment_metering_maintenance", "evidence_vault.hot_standby_backup"}


@pytest.fixture(params=get_args(Language))
def language(request: pytest.FixtureRequest) -> Language:
    chosen: Language = request.param
    return chosen


def read(language: Language) -> str:
    return (DOCS / PAGES[language]).read_text(encoding="utf-8")


def test_each_threshold_of_ours_is_listed_with_its_reason(language: Language) -> None:
    rows = {
        f"| `{check.id}` | {check.threshold.note.in_language(language)} |"
        for check in DECLARED.values()
        if check.threshold.source == "ours"
    }
    # A reading of a clause's verifiability has more columns, so it is no such row.
    listed = re.findall(r"^\| `[a-z_]+\.[^`]+` \| [^|]+ \|$", read(language), flags=re.MULTILINE)
    assert set(listed) == rows
    assert len(listed) == len(rows)
    assert re.search(rf"\b{len(rows)}\b", read(language), flags=re.ASCII)


def test_its_counts_are_those_of_the_policy(language: Language) -> None:
    kinds = Counter(clause.verification for clause in CLAUSES)
    counts = re.findall(r"^\| [^|`]*(?:`[^`]*`[^|]*)?\| (\d+)", read(language), flags=re.MULTILINE)
    assert [int(count) for count in counts] == [
        len(POLICY.documents), len(CLAUSES), kinds["data"], kinds["evidence"], kinds["out_of_scope"],
        len(POLICY.duties), 3, len(DECLARED),
    ]  # fmt: skip


def test_every_clause_and_check_it_names_exists(language: Language) -> None:
    documents = "|".join(document.document for document in POLICY.documents)
    named = re.findall(r"`([^`\s]+)`", read(language))
    clauses = {name for name in named if re.fullmatch(rf"(?:{documents})/[a-z0-9.]+", name)}
    capabilities = {check.capability for check in DECLARED.values()}
    checks = {n for n in named if re.fullmatch(CHECK_ID, n) and n.partition(".")[0] in capabilities}
    assert len(clauses) > 20
    assert clauses <= {clause.id for clause in CLAUSES}
    assert checks - DECLARED.keys() == DROPPED
