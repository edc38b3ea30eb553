"""Headline figures and charts for managers, from the published KPI tables and their definitions in policy."""

from datetime import date
from typing import Any

from assets.page_data.tables import is_fresh, rows_of
from assets.run import Run
from dashboard.data import SUPPRESSED, WITHHELD, Cell, Column, Figure, KpiCard, Unit, Value
from policy.complaints import Kpi
from policy.text import Text

MONTHS_SHOWN = 13

MONTH = Column(Text(zh="月份", en="Month"), "month")


def cards(run: Run) -> tuple[KpiCard, ...]:
    """One card a figure that policy defines, over complete months."""
    found = (_card(run, kpi) for kpi in run.workspace.policy.complaints.kpis if is_fresh(run, kpi.model))
    return tuple(card for card in found if card is not None)


def _card(run: Run, kpi: Kpi) -> KpiCard | None:
    rows = _complete_months(run, kpi.model)
    if not rows:
        return None
    history = tuple((_month(row["month"]), _value(row, kpi.column)) for row in rows)
    return KpiCard(
        id=kpi.id,
        title=kpi.title,
        definition=kpi.definition,
        unit=kpi.unit,
        better=kpi.better,
        owner=kpi.owner,
        value=history[-1][1],
        period=history[-1][0],
        target=kpi.target,
        history=history,
    )


def figures(run: Run) -> tuple[Figure, ...]:
    targets = {(kpi.model, kpi.column): kpi.target for kpi in run.workspace.policy.complaints.kpis}
    monthly = (
        _monthly(
            run, "kpi_complaints_monthly", "complaints",
            Text(zh="投诉:收到、办结与未结", en="Complaints received, closed and open"),
            Text(zh="收到与办结是当月流量,未结是月末存量。",
                 en="Received and closed are flows of the month; open is the stock at its end."),
            (("received", Text(zh="收到", en="Received"), "count", "bar"),
             ("closed", Text(zh="办结", en="Closed"), "count", "bar"),
             ("backlog", Text(zh="月末未结", en="Open at month end"), "count", "line")),
        ),
        _monthly(
            run, "kpi_complaints_monthly", "first-response",
            Text(zh="首次人工回复时长", en="Time to the first human reply"),
            Text(zh="按当月收到的投诉;分位数只计已回复的,未回复的另列。",
                 en="Complaints received in the month; percentiles over the answered, the unanswered beside."),
            (("first_response_p50_hours", Text(zh="P50", en="P50"), "hours", "line"),
             ("first_response_p90_hours", Text(zh="P90", en="P90"), "hours", "line"),
             ("unanswered", Text(zh="未回复", en="Unanswered"), "count", None)),
        ),
        _monthly(
            run, "kpi_complaints_monthly", "in-time",
            Text(zh="按时比例", en="Share in time"),
            Text(zh="逾期未结的计入分母,算未按时。", en="Overdue open ones stand in the denominator as not in time."),
            (("first_response_within_share", Text(zh="首次回复", en="First reply"), "share", "line"),
             ("closure_within_share", Text(zh="办结", en="Closure"), "share", "line")),
            targets.get(("kpi_complaints_monthly", "first_response_within_share")),
        ),
        _monthly(
            run, "kpi_refunds_monthly", "refunds",
            Text(zh="取消订单的退款", en="Refunds of cancelled orders"),
            Text(zh="按取消月份;分位数只计已退款的。", en="By month of cancellation; percentiles over the refunded."),
            (("refund_p50_hours", Text(zh="P50", en="P50"), "hours", "line"),
             ("refund_p90_hours", Text(zh="P90", en="P90"), "hours", "line"),
             ("cancelled_paid_orders", Text(zh="取消订单", en="Cancelled orders"), "count", None),
             ("outstanding", Text(zh="未退款", en="Outstanding"), "count", None),
             ("within_share", Text(zh="按时比例", en="Share in time"), "share", None)),
        ),
        _monthly(
            run, "kpi_service_monthly", "inquiries",
            Text(zh="咨询的首次答复", en="First answer to inquiries"),
            Text(zh="按当月提出的咨询。", en="Inquiries opened in the month."),
            (("within_share", Text(zh="按时比例", en="Share in time"), "share", "line"),
             ("inquiries", Text(zh="咨询数", en="Inquiries"), "count", None),
             ("first_response_p90_hours", Text(zh="P90", en="P90"), "hours", None)),
            targets.get(("kpi_service_monthly", "within_share")),
        ),
        _satisfaction(run),
        _by_channel(run),
    )  # fmt: skip
    return tuple(figure for figure in monthly if figure is not None)


def _monthly(
    run: Run,
    model: str,
    figure_id: str,
    title: Text,
    note: Text,
    columns: tuple[tuple[str, Text, Unit, Any], ...],
    target: float | None = None,
) -> Figure | None:
    if not is_fresh(run, model):
        return None
    return Figure(
        id=figure_id,
        title=title,
        note=note,
        columns=(MONTH, *(Column(label, unit, mark) for _, label, unit, mark in columns)),
        rows=tuple(
            (_month(row["month"]), *(_value(row, name) for name, *_ in columns))
            for row in _complete_months(run, model)
        ),
        target=target,
    )


def _satisfaction(run: Run) -> Figure | None:
    if not is_fresh(run, "kpi_satisfaction"):
        return None
    least = run.workspace.policy.complaints.limits.minimum_responses
    return Figure(
        id="satisfaction",
        title=Text(zh="满意度调查", en="Satisfaction surveys"),
        note=Text(
            zh=f"答卷少于 {least} 份的均值不予公布。",
            en=f"A mean of fewer than {least} responses is withheld.",
        ),
        columns=(
            MONTH,
            Column(Text(zh="平均分", en="Mean score"), "score", "line"),
            Column(Text(zh="答卷", en="Responses"), "count"),
            Column(Text(zh="回收率", en="Response rate"), "share"),
        ),
        rows=tuple(
            (
                _month(row["month"]),
                WITHHELD if row["withheld"] else row["mean_score"],
                row["responses"],
                row["response_rate"],
            )
            for row in rows_of(run, "SELECT * FROM models.kpi_satisfaction ORDER BY launched_at")
        ),
    )


def _by_channel(run: Run) -> Figure | None:
    """Received complaints, one row a channel and one column a category."""
    if not is_fresh(run, "kpi_complaints_by_channel"):
        return None
    cells = rows_of(run, "SELECT * FROM models.kpi_complaints_by_channel")
    if not cells:
        return None
    channels = sorted({row["channel"] for row in cells})
    categories = sorted({row["category"] for row in cells})
    received: dict[tuple[str, str], Cell] = {
        (row["channel"], row["category"]): SUPPRESSED if row["suppressed"] else row["received"]
        for row in cells
    }
    first, last = cells[0]["from_month"], cells[0]["to_month"]
    return Figure(
        id="channels",
        title=Text(zh="投诉来自哪里", en="Where complaints come from"),
        note=Text(
            zh=f"{_month(first)} 至 {_month(last)} 收到的投诉;小于 5 的格子连同补格一起隐去;举报不细分。",
            en=f"Received {_month(first)} to {_month(last)}; cells below 5 are suppressed with a complement; "
            "reports are never broken down.",
        ),
        columns=(
            Column(Text(zh="渠道", en="Channel"), "text"),
            *(Column(Text(zh=category, en=category), "count", "heat") for category in categories),
        ),
        rows=tuple(
            (channel, *(received.get((channel, category)) for category in categories)) for channel in channels
        ),
    )


def _complete_months(run: Run, model: str) -> list[dict[str, Any]]:
    """The last complete months, oldest first; a survey table has no incomplete ones."""
    only = "WHERE is_complete" if model != "kpi_satisfaction" else ""
    return rows_of(run, f"SELECT * FROM models.{model} {only} ORDER BY month")[-MONTHS_SHOWN:]


def _value(row: dict[str, Any], column: str) -> Value:
    return WITHHELD if row.get("withheld") and column == "mean_score" else row[column]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
