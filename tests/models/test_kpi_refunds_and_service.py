from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
Build = Callable[..., list[Row]]

AS_OF = datetime(2026, 3, 16, 23)
CANCELLED = datetime(2026, 3, 1, 10)
HOUR = timedelta(hours=1)


def order(number: int, cancelled_at: datetime | None = CANCELLED, **values: Any) -> Row:
    return {"id": f"o{number}", "status": "cancelled", "paid_amount": 100.0,
            "cancelled_at": cancelled_at} | values  # fmt: skip


def refund(number: int, paid_at: datetime | None, amount: float = 100.0, note: str = "missing") -> Row:
    return {"id": f"r{number}-{paid_at}", "order_id": f"o{number}", "amount": amount, "deduction_state": note,
            "requested_at": CANCELLED, "paid_at": paid_at}  # fmt: skip


def facts(build: Build, orders: list[Row], refunds: list[Row]) -> dict[str, Row]:
    return {row["order_id"]: row for row in build("refund_facts", orders=orders, refunds=refunds)}


def test_a_refund_in_parts_is_done_with_its_last_part(build: Build) -> None:
    rows = facts(
        build,
        [order(1), order(2)],
        [
            refund(1, CANCELLED + HOUR, 60), refund(1, CANCELLED + 5 * HOUR, 40),
            refund(2, CANCELLED + HOUR, 60), refund(2, None, 40),
        ],
    )  # fmt: skip
    assert (rows["o1"]["refunded_at"], rows["o1"]["refund_hours"]) == (CANCELLED + 5 * HOUR, 5)
    assert (rows["o1"]["breach"], rows["o1"]["reason"]) == (False, None)
    assert (rows["o2"]["refunded_at"], rows["o2"]["reason"]) == (None, "refund_unpaid")


def test_a_payment_after_the_as_of_is_not_known_yet(build: Build) -> None:
    rows = facts(build, [order(1)], [refund(1, AS_OF + HOUR)])
    assert (rows["o1"]["refunded_at"], rows["o1"]["late"]) == (None, True)


def test_a_shortfall_is_a_breach_but_not_late(build: Build) -> None:
    rows = facts(build, [order(1), order(2)], [refund(1, CANCELLED, 99), refund(2, CANCELLED, 99, "present")])
    assert (rows["o1"]["late"], rows["o1"]["breach"], rows["o1"]["reason"]) == (False, True, "amount_short")
    assert rows["o2"]["breach"] is False


def test_orders_unpaid_or_not_cancelled_are_none(build: Build) -> None:
    assert (
        facts(build, [order(1, paid_amount=0.0), order(2, status="paid"), order(3, AS_OF + HOUR)], []) == {}
    )


def test_refunds_by_month_of_cancellation(build: Build) -> None:
    rows = build(
        "kpi_refunds_monthly",
        orders=[order(n) for n in (1, 2, 3)] + [order(4, AS_OF - HOUR), order(5, datetime(2026, 1, 5))],
        refunds=[refund(1, CANCELLED + 2 * HOUR), refund(2, CANCELLED + 80 * HOUR, 90)],
    )
    assert [(row["month"], row["cancelled_paid_orders"], row["is_complete"]) for row in rows] == [
        (date(2026, 1, 1), 1, True), (date(2026, 2, 1), 0, True), (date(2026, 3, 1), 4, False),
    ]  # fmt: skip
    march = rows[2]
    assert (march["refunded"], march["outstanding"], march["refunded_amount"]) == (2, 2, 190)
    assert march["refund_p50_hours"] == 41
    assert march["refund_p90_hours"] == 2 + 0.9 * 78
    # One in time, one late, one overdue; the fourth may still come in time.
    assert march["within_share"] == 1 / 3
    assert march["short_without_note"] == 0
    assert (rows[0]["within_share"], rows[1]["within_share"]) == (0, None)


def test_inquiries_by_month(build: Build) -> None:
    def inquiry(number: int, opened_at: datetime, hours: float | None, kind: str = "inquiry") -> Row:
        answered_at = None if hours is None else opened_at + hours * HOUR
        return {"id": f"q{number}", "type": kind, "channel": "phone", "opened_at": opened_at,
                "first_response_at": answered_at}  # fmt: skip

    rows = build(
        "kpi_service_monthly",
        service_requests=[
            inquiry(0, datetime(2025, 12, 31, 23), 0),
            inquiry(1, datetime(2026, 2, 1), 24),
            inquiry(2, datetime(2026, 2, 2), 25),
            inquiry(3, datetime(2026, 2, 3), None),
            inquiry(4, datetime(2026, 2, 3), 1, "repair"),
            inquiry(5, AS_OF - HOUR, 2),
        ],
    )
    assert [(row["month"].month, row["inquiries"]) for row in rows] == [(12, 1), (1, 0), (2, 3), (3, 1)]
    _, _, february, march = rows
    assert (february["inquiries"], february["answered"], february["unanswered"]) == (3, 2, 1)
    assert february["within_share"] == 1 / 3
    assert february["first_response_p50_hours"] == 24.5
    assert (march["inquiries"], march["unanswered"], march["within_share"]) == (1, 1, None)


def test_a_survey_of_few_answers_is_withheld(build: Build) -> None:
    def survey(name: str, launched_at: datetime, closed_at: datetime | None, population: int) -> Row:
        return {"id": name, "launched_at": launched_at, "closed_at": closed_at, "population": population}

    def answers(survey: str, count: int) -> list[Row]:
        return [{"id": f"{survey}-{n}", "survey_id": survey, "score": 80 + n % 2, "at": datetime(2026, 1, 9)}
                for n in range(count)]  # fmt: skip

    rows = build(
        "kpi_satisfaction",
        surveys=[
            survey("s0", datetime(2025, 12, 5), datetime(2026, 1, 1), 0),
            survey("s1", datetime(2026, 1, 5), datetime(2026, 1, 20), 300),
            survey("s2", datetime(2026, 2, 5), AS_OF + HOUR, 290),
            survey("s3", AS_OF + HOUR, None, 10),
        ],
        survey_responses=[*answers("s1", 30), *answers("s2", 29)],
    )  # fmt: skip
    unanswered, first, second = rows
    assert (unanswered["responses"], unanswered["response_rate"], unanswered["withheld"]) == (0, None, True)
    assert (first["responses"], first["response_rate"], first["withheld"]) == (30, 0.1, False)
    assert first["mean_score"] == 80.5
    assert (second["responses"], second["withheld"], second["mean_score"]) == (29, True, None)
    assert (first["month"], second["closed_at"]) == (date(2026, 1, 1), None)
