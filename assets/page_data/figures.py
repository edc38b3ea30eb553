"""Headline figures and charts for managers, from the published KPI tables and their definitions in policy."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from assets.page_data.labels import category_label, channel_label
from assets.page_data.tables import is_fresh, rows_of
from assets.run import Run
from dashboard.data import Board, Cell, Column, Figure, Hidden, KpiCard, KpiDefinition, Mark, Unit, Value
from policy.complaints import Kpi
from policy.text import Text
from policy.yaml_file import read_yaml

MONTHS_SHOWN = 13

SURVEY_COLUMNS = ("mean_score", "satisfied_share", "net_score", "responses", "response_rate")

MONTH = Column(Text(zh="月份", en="Month"), "month")


def cards(run: Run) -> tuple[KpiCard, ...]:
    """One card a figure that policy defines, over complete months."""
    found = (_card(run, kpi) for kpi in run.workspace.policy.complaints.kpis if is_fresh(run, kpi.model))
    return tuple(card for card in found if card is not None)


def _card(run: Run, kpi: Kpi) -> KpiCard | None:
    rows = _complete_months(run, kpi.model)
    if not rows:
        return None
    history = tuple((_month(row["month"]), _value(run, row, kpi.column)) for row in rows)
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
        board=board_of(kpi.model),
    )


def definitions(run: Run) -> tuple[KpiDefinition, ...]:
    """Every figure that policy defines, in its order, whether or not it could be computed."""
    return tuple(
        KpiDefinition(
            id=kpi.id,
            title=kpi.title,
            definition=kpi.definition,
            unit=kpi.unit,
            better=kpi.better,
            owner=kpi.owner,
            target=kpi.target,
            source=kpi.source,
            table=kpi.model,
            column=kpi.column,
            board=board_of(kpi.model),
        )
        for kpi in run.workspace.policy.complaints.kpis
    )


def board_of(model: str) -> Board:
    """The page for the figures of a model."""
    return "complaints" if model.startswith("kpi_complaints") else "service"


def figures(run: Run) -> tuple[Figure, ...]:
    """The charts of figures.yaml, the surveys and the channels; without those not refreshed."""
    found = [*(_monthly(run, spec) for spec in _specs()), _satisfaction(run), _by_channel(run)]
    return tuple(figure for figure in found if figure is not None)


class _FigureColumn(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    label: Text
    unit: Unit
    mark: Mark | None = None


class _FigureSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    model: str
    title: Text
    note: Text
    columns: tuple[_FigureColumn, ...]
    target: str | None = None


@cache
def _specs() -> tuple[_FigureSpec, ...]:
    document = read_yaml(Path(__file__).parent / "figures.yaml")
    return TypeAdapter(tuple[_FigureSpec, ...]).validate_python(document)


def _monthly(run: Run, spec: _FigureSpec) -> Figure | None:
    if not is_fresh(run, spec.model):
        return None
    targets = {(kpi.model, kpi.column): kpi.target for kpi in run.workspace.policy.complaints.kpis}
    return Figure(
        id=spec.id,
        title=spec.title,
        note=spec.note,
        columns=(MONTH, *(Column(column.label, column.unit, column.mark) for column in spec.columns)),
        rows=tuple(
            (_month(row["month"]), *(_value(run, row, column.name) for column in spec.columns))
            for row in _complete_months(run, spec.model)
        ),
        target=targets.get((spec.model, spec.target)) if spec.target else None,
        board=board_of(spec.model),
    )


def _satisfaction(run: Run) -> Figure | None:
    if not is_fresh(run, "kpi_satisfaction"):
        return None
    least = _withheld(run).below
    return Figure(
        id="satisfaction",
        title=Text(zh="满意度调查", en="Satisfaction surveys"),
        note=Text(
            zh=f"答卷少于 {least} 份的结果不予公布。",
            en=f"Statistics of fewer than {least} responses are withheld.",
        ),
        columns=(
            MONTH,
            Column(Text(zh="平均分", en="Mean score"), "score", "line"),
            Column(Text(zh="满意比例", en="Satisfied"), "share"),
            Column(Text(zh="净推荐值", en="Net score"), "score"),
            Column(Text(zh="答卷", en="Responses"), "count"),
            Column(Text(zh="回收率", en="Response rate"), "share"),
        ),
        rows=tuple(
            (
                _month(row["month"]),
                *(_value(run, row, column) for column in SURVEY_COLUMNS),
            )
            for row in rows_of(run, "SELECT * FROM models.kpi_satisfaction ORDER BY launched_at")
        ),
        board="service",
    )


def _by_channel(run: Run) -> Figure | None:
    """Received complaints, one row a channel and one column a category."""
    if not is_fresh(run, "kpi_complaints_by_channel"):
        return None
    cells = rows_of(run, "SELECT * FROM models.kpi_complaints_by_channel")
    if not cells:
        return None
    hidden = Hidden("suppressed", run.workspace.policy.complaints.limits.small_cell)
    channels = sorted({row["channel"] for row in cells})
    categories = sorted({row["category"] for row in cells})
    received: dict[tuple[str, str], Cell] = {
        (row["channel"], row["category"]): hidden if row["suppressed"] else row["received"] for row in cells
    }
    first, last = cells[0]["from_month"], cells[0]["to_month"]
    return Figure(
        id="channels",
        title=Text(zh="投诉来自哪里", en="Where complaints come from"),
        note=Text(
            zh=f"{_month(first)} 至 {_month(last)} 收到的投诉；小于 {hidden.below} 的格子连同补格隐去；"
            "举报不细分。",
            en=f"Received {_month(first)} to {_month(last)}; cells below {hidden.below} are suppressed, "
            "with a complement; reports are never broken down.",
        ),
        columns=(
            Column(Text(zh="渠道", en="Channel"), "text"),
            *(Column(category_label(run, code), "count", "heat") for code in categories),
        ),
        rows=tuple(
            (channel_label(run, channel), *(received.get((channel, code)) for code in categories))
            for channel in channels
        ),
    )


def _complete_months(run: Run, model: str) -> list[dict[str, Any]]:
    """The last complete months, oldest first; a survey table has no incomplete ones."""
    only = "WHERE is_complete" if model != "kpi_satisfaction" else ""
    return rows_of(run, f"SELECT * FROM models.{model} {only} ORDER BY month")[-MONTHS_SHOWN:]


def _withheld(run: Run) -> Hidden:
    return Hidden("withheld", run.workspace.policy.complaints.limits.minimum_responses)


def _value(run: Run, row: dict[str, Any], column: str) -> Value:
    """A statistic of too few responses is withheld; what is known of such a survey is shown."""
    return _withheld(run) if row.get("withheld") and row[column] is None else row[column]


def _month(day: date) -> str:
    return f"{day:%Y-%m}"
