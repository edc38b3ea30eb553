import json
from pathlib import Path

import pytest

DOCUMENTED = {"table", "column", "entity_type", "share", "findings", "rows", "sensitivity", "why"}
ROWS = 400


@pytest.fixture
def members(folder: Path) -> str:
    """A file of telephone numbers."""
    lines = ["id,mobile", *(f"{row},138{13572468 + row:08d}" for row in range(ROWS))]
    (folder / "members.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "members.csv"


def test_json_keeps_its_keys_and_says_how_sure(quanyi, members: str) -> None:
    code, out, _ = quanyi("scan", members, "--format", "jsonl")
    (row,) = (json.loads(line) for line in out.splitlines())
    assert code == 0 and row.keys() >= DOCUMENTED
    assert (row["column"], row["entity_type"], row["rows"]) == ("mobile", "PHONE_NUMBER", ROWS)
    assert 0.5 < row["confidence"] <= 1 and row["kind"] == "column"
    assert row["sampled_rows"] is None and row["excluded_above"] is None


def test_a_sample_states_its_bound(quanyi, members: str) -> None:
    out = quanyi("scan", members, "--format", "jsonl", "--sample", "100")[1]
    (row,) = (json.loads(line) for line in out.splitlines())
    # With 100 random rows, a share of 2.95 % would show none with a chance of 5 %.
    assert row["sampled_rows"] == 100 and row["excluded_above"] == pytest.approx(0.029513, abs=1e-6)
    assert "2.95%" in row["why"]
    whole = quanyi("scan", members, "--format", "jsonl", "--sample", str(ROWS))[1]
    assert json.loads(whole)["excluded_above"] is None, "a sample of all rows is no sample"


def test_the_table_shows_confidence(quanyi, members: str) -> None:
    out = quanyi("scan", members)[1]
    assert "confidence" in out and "members.mobile" in out
