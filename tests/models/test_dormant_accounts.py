from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

Row = dict[str, Any]
Build = Callable[..., list[Row]]

AS_OF = datetime(2026, 3, 16, 23)
DAY = timedelta(days=1)
RULE = {"version": "2026-01", "idle_days": 365, "notice_days": 30, "freeze_days": 60, "deletion_days": 180}
IDLE_SINCE = AS_OF - 700 * DAY
FLAGGED = IDLE_SINCE + 365 * DAY


def account(**values: Any) -> Row:
    return {"id": "a1", "user_id": "u1", "kind": "consumer", "status": "active",
            "created_at": AS_OF - 900 * DAY, "last_active_at": IDLE_SINCE} | values  # fmt: skip


def event(kind: str, at: datetime) -> Row:
    return {"id": f"{kind}-{at}", "account_id": "a1", "type": kind, "at": at}


def stage_of(build: Build, *events: Row, **entities: Any) -> Row:
    (row,) = build(
        "dormant_accounts",
        **{"accounts": [account()], "dormant_policy": [RULE], "account_events": events} | entities,
    )
    return row


def test_idle_for_exactly_the_limit_is_flagged(build: Build) -> None:
    rows = build(
        "dormant_accounts",
        dormant_policy=[RULE],
        accounts=[
            account(id="a1", last_active_at=AS_OF - 365 * DAY),
            account(id="a2", last_active_at=AS_OF - 365 * DAY + timedelta(seconds=1)),
        ],
    )
    assert [row["account_id"] for row in rows] == ["a1"]
    assert rows[0]["flagged_at"] == AS_OF


def test_the_steps_follow_each_other(build: Build) -> None:
    noticed, frozen = FLAGGED + 20 * DAY, FLAGGED + 70 * DAY
    first = stage_of(build)
    second = stage_of(build, event("dormant_notice", noticed))
    third = stage_of(build, event("dormant_notice", noticed), event("frozen", frozen))
    assert (first["stage"], first["due_at"], first["handled_at"]) == ("notice_due", FLAGGED + 30 * DAY, None)
    assert (second["stage"], second["due_at"], second["handled_at"]) == (
        "freeze_due", noticed + 60 * DAY, noticed,
    )  # fmt: skip
    assert (third["stage"], third["due_at"], third["handled_at"]) == (
        "deletion_due", frozen + 180 * DAY, frozen,
    )  # fmt: skip
    assert all(row["overdue"] for row in (first, second, third))


def test_a_notice_of_an_earlier_idle_spell_does_not_count(build: Build) -> None:
    assert stage_of(build, event("dormant_notice", IDLE_SINCE - DAY))["stage"] == "notice_due"


def test_a_notice_before_the_flag_starts_the_clock_at_the_flag(build: Build) -> None:
    row = stage_of(build, event("dormant_notice", FLAGGED - 5 * DAY))
    assert (row["stage"], row["due_at"]) == ("freeze_due", FLAGGED + 60 * DAY)


def test_a_notice_at_the_start_of_the_spell_counts(build: Build) -> None:
    assert stage_of(build, event("dormant_notice", IDLE_SINCE))["stage"] == "freeze_due"


def test_sending_the_notice_again_starts_no_new_clock(build: Build) -> None:
    row = stage_of(
        build, event("dormant_notice", FLAGGED + DAY), event("dormant_notice", FLAGGED + 300 * DAY)
    )
    assert row["due_at"] == FLAGGED + 61 * DAY


def test_unfreezing_starts_over_with_the_notice(build: Build) -> None:
    log = [
        event("dormant_notice", FLAGGED + DAY),
        event("frozen", FLAGGED - 20 * DAY),
        event("unfrozen", FLAGGED - 19 * DAY),
        event("frozen", FLAGGED + 10 * DAY),
        event("unfrozen", FLAGGED + 11 * DAY),
    ]
    row = stage_of(build, *log)
    assert (row["stage"], row["due_at"]) == ("notice_due", FLAGGED + 41 * DAY)
    noticed_again = stage_of(build, *log, event("dormant_notice", FLAGGED + 12 * DAY))
    assert (noticed_again["stage"], noticed_again["due_at"]) == ("freeze_due", FLAGGED + 72 * DAY)
    frozen_again = stage_of(build, *log, event("frozen", FLAGGED + 13 * DAY))
    assert (frozen_again["stage"], frozen_again["due_at"]) == ("deletion_due", FLAGGED + 193 * DAY)


def test_frozen_without_an_event_counts_from_the_flag(build: Build) -> None:
    row = stage_of(build, accounts=[account(status="frozen")])
    assert (row["stage"], row["due_at"]) == ("deletion_due", FLAGGED + 180 * DAY)


def test_what_happens_after_the_as_of_is_not_known_yet(build: Build) -> None:
    assert stage_of(build, event("dormant_notice", AS_OF + DAY))["stage"] == "notice_due"
    row = stage_of(build, accounts=[account(status="cancelled", cancelled_at=AS_OF + DAY)])
    assert row["stage"] == "notice_due"


HOLD = {"id": "h1", "user_id": "u1", "scope": "all", "starts_at": AS_OF - DAY}
OPEN = {"id": "c1", "user_id": "u1", "received_at": AS_OF - DAY}
FUNDS = {"user_id": "u1", "amount": 5.0}


@pytest.mark.parametrize(
    ("entities", "reason"),
    [
        ({"prepaid_balances": [FUNDS]}, "funds"),
        ({"complaints": [OPEN]}, "open_complaint"),
        ({"legal_holds": [HOLD]}, "legal_hold"),
        ({"prepaid_balances": [FUNDS], "complaints": [OPEN], "legal_holds": [HOLD]}, "legal_hold"),
        ({"prepaid_balances": [FUNDS], "complaints": [OPEN]}, "funds"),
        ({"legal_holds": [HOLD | {"released_at": AS_OF}]}, None),
        ({"legal_holds": [HOLD | {"expires_at": AS_OF}]}, None),
        ({"legal_holds": [HOLD | {"starts_at": AS_OF + DAY}]}, None),
        ({"complaints": [OPEN | {"closed_at": AS_OF}]}, None),
        ({"prepaid_balances": [FUNDS | {"amount": 0.0}]}, None),
        ({"prepaid_balances": [FUNDS | {"user_id": "u2"}]}, None),
    ],
)
def test_funds_complaints_and_holds_exempt(
    build: Build, entities: dict[str, Any], reason: str | None
) -> None:
    row = stage_of(build, **entities)
    assert (row["exempt"], row["exempt_reason"], row["overdue"]) == (
        reason is not None,
        reason,
        reason is None,
    )


def test_the_latest_rule_is_in_force(build: Build) -> None:
    row = stage_of(build, dormant_policy=[RULE, RULE | {"version": "2026-02", "idle_days": 400}])
    assert row["flagged_at"] == IDLE_SINCE + 400 * DAY


def test_activity_is_the_latest_of_record_login_and_order(build: Build) -> None:
    accounts = [account(id=f"a{n}", user_id=f"u{n}", last_active_at=None) for n in range(4)]
    accounts[3]["last_active_at"] = AS_OF - 3 * DAY
    rows = build(
        "account_activity",
        accounts=accounts,
        login_events=[
            {"id": "l0", "account_id": "a1", "result": "success", "at": AS_OF - 99 * DAY},
            {"id": "l1", "account_id": "a1", "result": "success", "at": AS_OF - 9 * DAY},
            {"id": "l2", "account_id": "a1", "result": "failure", "at": AS_OF - DAY},
            {"id": "l3", "account_id": "a1", "result": "success", "at": AS_OF + DAY},
            {"id": "l4", "account_id": "a3", "result": "success", "at": AS_OF - 5 * DAY},
        ],
        orders=[
            {"id": "o1", "user_id": "u2", "placed_at": AS_OF - 7 * DAY},
            {"id": "o2", "user_id": "u2", "placed_at": AS_OF - 77 * DAY},
        ],
    )
    by_id = {row["account_id"]: row for row in rows}
    assert {name: row["idle_since"] for name, row in by_id.items()} == {
        "a0": AS_OF - 900 * DAY, "a1": AS_OF - 9 * DAY, "a2": AS_OF - 7 * DAY, "a3": AS_OF - 3 * DAY,
    }  # fmt: skip
    assert [name for name, row in by_id.items() if row["never_used"]] == ["a0"]
