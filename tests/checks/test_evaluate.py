from datetime import datetime, timedelta

import duckdb
import pytest

from checks import evaluate as module
from checks.evaluate import evaluate
from policy.duties import Check
from policy.errors import PolicyError
from policy.text import Text
from warehouse.state import InputState

AS_OF = datetime(2026, 3, 16, 23)
WORDS = {"zh": "略", "en": "none"}
SQL = (
    "SELECT key AS subject_key, broken AS in_breach, $as_of AS at, IF(broken, 'late', NULL) AS reason FROM t"
)


def check(**changes: object) -> Check:
    return Check.model_validate(
        {
            "id": "dsr.sample",
            "title": WORDS,
            "clauses": ["doc/1"],
            "entities": ["t"],
            "severity": "low",
            "threshold": {"kind": "count", "max_breach": 0, "source": "ours", "note": WORDS},
            "empty": "gap",
            "reasons": {"late": WORDS},
            "remedy": WORDS,
            **changes,
        }
    )


def state(**changes: object) -> dict[str, InputState]:
    values = {"name": "t", "status": "fresh", "as_of": AS_OF, "rows": 1, "oldest": AS_OF - timedelta(days=90)}
    return {"t": InputState(**{**values, **changes})}


@pytest.fixture
def judge(tmp_path, monkeypatch):
    """Judge rows of (key, broken) by a query put where the check's own would be."""
    monkeypatch.setattr(module, "DUTIES", tmp_path)
    (tmp_path / "dsr").mkdir()

    def run(rows, rule=None, inputs=None, sql=SQL):
        (tmp_path / "dsr" / "sample.sql").write_text(sql)
        connection = duckdb.connect()
        connection.execute("CREATE TABLE t (key VARCHAR, broken BOOLEAN)")
        if rows:
            connection.executemany("INSERT INTO t VALUES (?, ?)", rows)
        return evaluate(
            connection, rule or check(), as_of=AS_OF, inputs=state() if inputs is None else inputs
        )

    return run


RATE = {"kind": "rate", "max_breach": 0.25, "source": "ours", "note": WORDS}


@pytest.mark.parametrize(
    ("rows", "threshold", "outcome", "counts"),
    [
        ([("a", False)], None, "pass", (1, 0, 0)),
        ([("a", False), ("b", True)], None, "violation", (2, 1, 0)),
        ([("a", False)] * 3 + [("b", True)], RATE, "pass", (4, 1, 0)),
        ([("a", False)] * 2 + [("b", True)], RATE, "violation", (3, 1, 0)),
        ([("a", False), ("b", None)], None, "gap", (2, 0, 1)),
        ([("a", True), ("b", None)], None, "violation", (2, 1, 1)),
        ([], None, "gap", (0, 0, 0)),
    ],
)
def test_outcomes(judge, rows, threshold, outcome, counts) -> None:
    rule = check(threshold=threshold) if threshold else check()
    judged = judge(rows, rule)
    assert judged.outcome == outcome
    assert (judged.population, judged.breaches, judged.undetermined) == counts
    assert (judged.gap is not None) == (outcome == "gap")


def test_emptiness_passes_where_the_check_allows_it(judge) -> None:
    assert judge([], check(empty="pass")).outcome == "pass"


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({}, "not mapped"),
        (state(status="unmapped"), "not mapped"),
        (state(status="failed", detail=Text(zh="断", en="server away")), "server away"),
        (state(as_of=AS_OF - timedelta(days=1)), "stale"),
    ],
)
def test_an_input_that_cannot_be_trusted_is_a_gap(judge, inputs, says) -> None:
    judged = judge([("a", True)], inputs=inputs)
    assert judged.outcome == "gap" and says in judged.gap.en


@pytest.mark.parametrize(("days", "outcome"), [(90, "pass"), (91, "gap")])
def test_history_must_reach_back(judge, days: int, outcome: str) -> None:
    assert judge([("a", False)], check(history={"entity": "t", "days": days})).outcome == outcome


def test_a_wrong_query_is_no_gap(judge) -> None:
    with pytest.raises(duckdb.Error):
        judge([("a", False)], sql="SELECT nothing FROM nowhere")


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        (check(params={"unused": 1}), SQL),
        (check(), SQL.replace("$as_of", "$unknown")),
        (check(reasons={"other": WORDS}), SQL),
    ],
)
def test_params_and_reasons_must_agree_with_the_query(judge, rule, sql) -> None:
    with pytest.raises(PolicyError):
        judge([("a", True)], rule, sql=sql)
