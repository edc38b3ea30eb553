from datetime import date

import pyarrow as pa
import pytest

from privacy.anonymization.propose import propose, unique_people

ROWS = 60
TABLE = pa.table(
    {
        "id": [f"N{number}" for number in range(ROWS)],
        "remark": [f"第{number}位顾客说服务很好，愿意再来一次的话还会买。" for number in range(ROWS)],
        "day": [date(2026, 1, 1 + number % 28) for number in range(ROWS)],
        "amount": [number / 3 for number in range(ROWS)],
        "age": [number % 30 for number in range(ROWS)],
        "grade": [("gold", "silver")[number % 2] for number in range(ROWS)],
        "login": [f"198.51.100.{number}" for number in range(ROWS)],
        "tel": ["13800138000"] * ROWS,
    }
)
KINDS = {"login": "IP_ADDRESS", "tel": "PHONE_NUMBER"}


@pytest.mark.parametrize(
    ("column", "role", "spec"),
    [
        ("id", "direct", "drop"),
        ("remark", "direct", "redact"),
        ("day", "quasi", "date"),
        ("amount", "quasi", "number:10,100,1000"),
        ("age", "quasi", "number:10,100,1000"),
        ("grade", "quasi", "category"),
        ("login", "quasi", "ip_prefix"),
        ("tel", "direct", "drop"),
    ],
)
def test_a_column_is_proposed_by_scan_type_and_uniqueness(column: str, role: str, spec: str) -> None:
    found = {proposal.column: proposal for proposal in propose(TABLE, KINDS)}
    assert list(found) == TABLE.column_names
    assert (found[column].role, found[column].spec) == (role, spec)
    assert found[column].why.zh and found[column].why.en


def test_nothing_is_ever_proposed_as_harmless() -> None:
    assert {proposal.role for proposal in propose(TABLE, {})} == {"direct", "quasi"}


def test_people_are_unique_by_what_nobody_else_has() -> None:
    table = pa.table({"who": ["A", "A", "B", "C", "C"], "x": [1, 1, 2, 2, 3], "y": [0, 0, 0, 0, 0]})
    assert unique_people(table, ["x"], "who") == pytest.approx(2 / 3)
    assert unique_people(table, ["y"], "who") == 0 and unique_people(table, [], "who") == 0
    assert unique_people(table, ["x"], None) == pytest.approx(1 / 5)
