from collections.abc import Iterator
from datetime import date, datetime

import duckdb
import pytest

from policy.calendar import WorkingCalendar
from policy.retention import RetentionPolicy
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA
from warehouse.due_subjects import due_subjects
from warehouse.state import InputState

AS_OF = datetime(2026, 3, 16, 23)
CALENDAR = WorkingCalendar(date(2025, 1, 1), date(2026, 12, 31), frozenset({date(2026, 3, 9)}), frozenset())
INPUTS = ("accounts", "dsr_requests", "consents", "dormant_accounts")
FIFTEEN = {"days": 15, "source": "ours"}


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        contracts = load_contracts()
        for entity in ("users", "accounts", "legal_holds", "dsr_requests", "consents"):
            connection.execute(create_table_sql(contracts[entity]).replace("NOT NULL", ""))
        connection.execute(
            "CREATE TABLE models.dormant_accounts"
            "(account_id VARCHAR, user_id VARCHAR, stage VARCHAR, due_at TIMESTAMP, exempt BOOLEAN)"
        )
        yield connection


def policy(**triggers: dict[str, object]) -> RetentionPolicy:
    rule = {"id": "profile", "store": "app", "table": "t", "erasure": {"action": "delete"}}
    subject = {"store": "app", "table": "t", "key": "no"}
    return RetentionPolicy.model_validate({"subject": subject, "triggers": triggers, "tables": [rule]})


def judged(
    connection: duckdb.DuckDBPyConnection,
    calendar: WorkingCalendar = CALENDAR,
    missing: tuple[str, ...] = (),
    as_of: datetime = AS_OF,
    **triggers: dict[str, object],
) -> tuple[list[tuple[str, str, datetime]], list[str]]:
    """Subject, trigger and due time of the duties to erase; the triggers that are gaps."""
    inputs = {name: InputState(name, "unmapped" if name in missing else "fresh") for name in INPUTS}
    due = due_subjects(connection, as_of, policy(**triggers), calendar, inputs)
    rows = [row for row in due.rows.to_pylist() if row["trigger"] != "retention_limit"]
    return sorted((row["subject_id"], row["trigger"], row["due_at"]) for row in rows), sorted(due.gaps)


def cancelled(connection: duckdb.DuckDBPyConnection, user: str, at: str | None, by: str | None) -> None:
    status = "active" if at is None else "cancelled"
    connection.execute(
        "INSERT INTO entities.accounts BY NAME SELECT ? || random()::VARCHAR AS id, ? AS user_id, ? AS "
        "status, "
        "CAST(? AS TIMESTAMP) AS cancelled_at, ? AS cancelled_by",
        [user, user, status, at, by],
    )


def test_everybody_is_judged_for_the_limits_with_the_scopes_of_their_holds(warehouse) -> None:
    warehouse.execute("INSERT INTO entities.users BY NAME SELECT unnest(['u1', 'u2']) AS id")
    warehouse.execute(
        "INSERT INTO entities.legal_holds BY NAME FROM (VALUES "
        "('h1', 'u1', 'all', TIMESTAMP '2026-01-01', NULL, NULL), ('h2', 'u1', 'orders', '2026-01-01', "
        "NULL, NULL), "
        "('h3', 'u2', 'all', '2026-03-17', NULL, NULL), ('h4', 'u2', 'all', '2026-01-01', '2026-03-16 "
        "23:00', NULL), "
        "('h5', 'u2', 'all', '2026-01-01', NULL, '2026-03-16')) "
        "AS hold(id, user_id, scope, starts_at, expires_at, released_at)"
    )
    rows = due_subjects(warehouse, AS_OF, policy(), CALENDAR, {}).rows.sort_by("subject_id").to_pylist()
    assert [(row["subject_id"], row["trigger"], row["hold_scopes"]) for row in rows] == [
        ("u1", "retention_limit", ["all", "orders"]), ("u2", "retention_limit", []),
    ]  # fmt: skip


def test_a_user_has_cancelled_when_all_accounts_are(warehouse) -> None:
    cancelled(warehouse, "u1", "2026-02-01", "user")
    cancelled(warehouse, "u1", "2026-03-01 23:00", "platform")
    cancelled(warehouse, "u2", "2026-02-01", "user")
    cancelled(warehouse, "u2", None, None)
    cancelled(warehouse, "u3", "2026-03-01 23:00:01", None)
    due = datetime(2026, 3, 16, 23)
    assert judged(warehouse, cancellation=FIFTEEN) == ([("u1", "cancellation", due)], [])
    # The last cancellation tells who it was; nobody named counts as the user.
    both = {"cancellation": FIFTEEN | {"days": 14}, "platform_cancellation": FIFTEEN}
    assert [row[:2] for row in judged(warehouse, **both)[0]] == [
        ("u1", "platform_cancellation"), ("u3", "cancellation"),
    ]  # fmt: skip


def test_an_open_request_to_erase(warehouse) -> None:
    warehouse.execute(
        "INSERT INTO entities.dsr_requests BY NAME FROM (VALUES ('u1', 'erase', NULL, NULL), "
        "('u2', 'access', NULL, NULL), ('u3', 'erase', TIMESTAMP '2026-03-05', 'done'), "
        "('u4', 'erase', '2026-03-17', 'done'), ('u5', 'erase', NULL, 'withdrawn')) "
        "AS request(user_id, type, closed_at, outcome) CROSS JOIN (SELECT TIMESTAMP '2026-03-02 10:00' "
        "AS received_at)"
    )
    found, gaps = judged(warehouse, request=FIFTEEN | {"days": 14})
    assert ([row[0] for row in found], gaps) == (["u1", "u4"], [])


def test_consent_withdrawn_for_every_purpose_that_was_consented_to(warehouse) -> None:
    warehouse.execute(
        "INSERT INTO entities.consents BY NAME FROM (VALUES ('u1', 'ads', TIMESTAMP '2026-02-01'), "
        "('u2', 'ads', '2026-02-01'), ('u2', 'ads', NULL), ('u3', 'order', '2026-02-01'), ('u4', "
        "'ads', '2026-03-17')) "
        "AS consent(user_id, purpose, revoked_at) CROSS JOIN (SELECT TIMESTAMP '2026-01-01' AS granted_at)"
    )
    rule = FIFTEEN | {"purposes": ["ads"], "rules": ["profile"]}
    assert judged(warehouse, consent_withdrawn=rule) == (
        [("u1", "consent_withdrawn", datetime(2026, 2, 16))], [],
    )  # fmt: skip


def test_the_last_stage_of_dormancy_on_every_account_not_cancelled(warehouse) -> None:
    warehouse.execute(
        "INSERT INTO entities.accounts BY NAME FROM (VALUES ('a1', 'u1', 'frozen'), ('a2', 'u1', "
        "'cancelled'), "
        "('a3', 'u2', 'frozen'), ('a4', 'u2', 'active'), ('a5', 'u3', 'frozen'), ('a6', 'u4', "
        "'cancelled')) "
        "AS account(id, user_id, status)"
    )
    warehouse.execute(
        "INSERT INTO models.dormant_accounts VALUES ('a1', 'u1', 'deletion_due', '2026-02-01', false), "
        "('a3', 'u2', 'deletion_due', '2026-02-01', false), ('a5', 'u3', 'deletion_due', '2026-02-01', "
        "true)"
    )
    assert judged(warehouse, dormancy=FIFTEEN) == ([("u1", "dormancy", datetime(2026, 2, 16))], [])


def test_working_days_end_with_their_last_day_and_the_plan_may_be_ahead(warehouse) -> None:
    cancelled(warehouse, "u1", "2026-03-05 10:00", "user")  # a Thursday; Monday the 9th is a holiday
    for days, ahead, expected in (
        (5, 0, datetime(2026, 3, 14)), (6, 0, None), (6, 1, datetime(2026, 3, 17)), (7, 1, None),
    ):  # fmt: skip
        rule = {"working_days": days, "ahead": ahead, "source": "law"}
        found, gaps = judged(warehouse, cancellation=rule)
        assert ([row[2] for row in found], gaps) == ([expected] if expected else [], [])


def test_beyond_the_calendar_is_a_gap_only_once_it_may_be_due(warehouse) -> None:
    cancelled(warehouse, "u1", "2026-12-30", "user")
    cancelled(warehouse, "u2", "2019-05-01", "user")  # before the calendar: due long since
    rule = {"working_days": 5, "source": "law"}
    assert judged(warehouse, as_of=datetime(2026, 12, 31, 12), cancellation=rule)[1] == []
    found, gaps = judged(warehouse, as_of=datetime(2027, 1, 1), cancellation=rule)
    assert ([row[0] for row in found], gaps) == (["u2"], ["cancellation"])


@pytest.mark.parametrize(
    ("trigger", "missing"),
    [
        ("cancellation", "accounts"), ("platform_cancellation", "accounts"), ("request", "dsr_requests"),
        ("dormancy", "dormant_accounts"), ("consent_withdrawn", "consents"),
    ],
)  # fmt: skip
def test_a_missing_entity_makes_a_gap_and_never_nobody(warehouse, trigger: str, missing: str) -> None:
    rule = FIFTEEN | ({"purposes": ["ads"], "rules": ["profile"]} if trigger == "consent_withdrawn" else {})
    assert judged(warehouse, missing=(missing,), **{trigger: rule}) == ([], [trigger])
