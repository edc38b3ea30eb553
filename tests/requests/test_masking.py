"""What is masked in a cell, whatever its type or depth."""

from datetime import date, datetime
from typing import Any

import pytest
from presidio_analyzer import AnalyzerEngine

from policy.access_export import TableExport
from policy.bundle import Policy
from privacy.detection.value_scanner import ValueScanner
from privacy.requests.export.known import OwnColumns, OwnValues
from privacy.requests.export.masking import ANOTHER_PERSON, ColumnRules, Masker

OWN = "13800138000"
OTHER = "13911112222"
RULES = ColumnRules(
    OwnColumns.of(TableExport(own=("own", "json$.mine")), ()),
    withheld=frozenset({"secret"}),
    others=frozenset({"staff"}),
    contacts=frozenset({"contact"}),
)


@pytest.fixture
def masker(analyzer: AnalyzerEngine) -> Masker:
    known = OwnValues()
    for value in (OWN, "王小明", "浙江省杭州市西湖区文三路188号2幢301室"):
        known.add(value)
    personal = {name for name, grade in Policy().pii.entity_types.items() if grade.personal}
    return Masker(ValueScanner.of(analyzer), frozenset(personal), known)


@pytest.mark.parametrize(
    ("column", "value", "shown", "masked"),
    [
        ("text", f"电话{OTHER}，我的{OWN}", f"电话***，我的{OWN}", 1),
        ("text", f"+86 {OWN}", f"+86 {OWN}", 0),
        ("text", "您好", "您好", 0),
        ("text", None, None, 0),
        ("phone", int(OTHER), "***", 1),
        ("phone", int(OWN), int(OWN), 0),
        ("birth_date", date(1988, 8, 18), "***", 1),
        ("create_time", datetime(1988, 8, 18, 9, 30), datetime(1988, 8, 18, 9, 30), 0),
        ("flag", True, True, 0),
        ("own", OTHER, OTHER, 0),
        ("staff", "S0001", ANOTHER_PERSON, 1),
        ("contact", OWN, OWN, 0),
        ("contact", "李四", ANOTHER_PERSON, 1),
        ("json", f'{{"mine": {{"a": "{OTHER}"}}, "b": 1}}', {"mine": {"a": OTHER}, "b": 1}, 0),
        ("json", {"minor": f"{OTHER}", "list": [OWN, OTHER]}, {"minor": "***", "list": [OWN, "***"]}, 1),
        ("json", f'{{"{OTHER}": 1}}', {"***": 1}, 1),
        ("json", {"note": f'{{"phone": {OTHER}}}'}, {"note": {"phone": "***"}}, 1),
        ("address", "浙江省杭州市西湖区文三路188号", "浙江省杭州市西湖区文三路188号", 0),
    ],
)
def test_cells(masker: Masker, column: str, value: Any, shown: Any, masked: int) -> None:
    assert masker.rows([{column: value}], [set()], [column], RULES) == [{column: shown}]
    assert masker.masked == masked


def test_references_to_others_and_secrets(masker: Masker) -> None:
    row = {"member": "M1", "guardian": "M2", "secret": "hash"}
    (shown,) = masker.rows([row], [{"guardian"}], list(row), RULES)
    assert shown == {"member": "M1", "guardian": ANOTHER_PERSON}
