"""Where last month's changes came from: counts by channel and category, against the month before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assets.page_data.labels import category_label, channel_label
from assets.page_data.tables import is_fresh, rows_of
from assets.run import Run
from dashboard.data import Breakdown, Drivers, Hidden, Part
from policy.text import Text

# Counts of both models; what managers can act on first.
MEASURES = {
    "first_response_breaches": Text(zh="首次回复超期", en="Late first replies"),
    "resolution_breaches": Text(zh="解决超期", en="Late resolutions"),
    "closure_breaches": Text(zh="办结超期", en="Late closings"),
    "received": Text(zh="收到的投诉", en="Complaints received"),
}
LABELS = {"channel": channel_label, "category": category_label}

Row = Mapping[str, Any]


def drivers(run: Run) -> tuple[Drivers, ...]:
    """Of the last two complete months; empty when there are not two, or the models were not refreshed."""
    if not (is_fresh(run, "kpi_complaints_monthly") and is_fresh(run, "kpi_complaints_by_dimension")):
        return ()
    months = rows_of(run, "SELECT * FROM models.kpi_complaints_monthly WHERE is_complete ORDER BY month")
    if len(months) < 2:
        return ()
    before, now = months[-2:]
    cells = rows_of(
        run,
        "SELECT * FROM models.kpi_complaints_by_dimension WHERE month IN ($before, $now) AND NOT suppressed",
        {"before": before["month"], "now": now["month"]},
    )
    hidden = Hidden("suppressed", run.workspace.policy.complaints.limits.small_cell)
    return tuple(
        Drivers(
            id=measure,
            title=title,
            period=f"{now['month']:%Y-%m}",
            previous=f"{before['month']:%Y-%m}",
            before=before[measure],
            now=now[measure],
            breakdowns=tuple(_breakdown(run, measure, dimension, cells, before, now) for dimension in LABELS),
            hidden=hidden,
        )
        for measure, title in MEASURES.items()
    )


def _breakdown(
    run: Run, measure: str, dimension: Any, cells: Sequence[Row], before: Row, now: Row
) -> Breakdown:
    """A value that a month does not name had no complaint, or is hidden; which of the two is not told."""
    counts: dict[str, dict[date, int]] = {}
    for cell in cells:
        if cell["dimension"] == dimension:
            counts.setdefault(cell["value"], {})[cell["month"]] = cell[measure]
    parts = tuple(
        Part(LABELS[dimension](run, value), by_month.get(before["month"]), by_month.get(now["month"]))
        for value, by_month in counts.items()
    )
    return Breakdown(
        dimension,
        parts,
        rest_before=before[measure] - sum(part.before or 0 for part in parts),
        rest_now=now[measure] - sum(part.now or 0 for part in parts),
    )
