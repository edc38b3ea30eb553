"""Hidden cells cannot be worked out from the shown ones and the sums that readers know."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.models.complaint_logs import RULES, complaint

Row = dict[str, Any]
Build = Callable[..., list[Row]]

AS_OF = datetime(2026, 3, 16, 23)
MONTHS = [date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
LAST_THREE = MONTHS[1:]
CATEGORIES = ["quality", "delivery", "telecom_service"]


def complaint_in(number: int, month: date, **values: Any) -> Row:
    received = datetime.combine(month, datetime.min.time()) + timedelta(hours=number % 600)
    return complaint(id=f"c{number}", received_at=received, **values)


@st.composite
def populations(draw: st.DrawFn) -> list[Row]:
    cells = st.tuples(
        st.sampled_from(MONTHS),
        st.sampled_from(["app", "phone", "web"]),
        st.sampled_from(CATEGORIES),
        st.sampled_from(["east", "west"]),
    )
    rows: list[Row] = []
    for (month, channel, category, branch), size in draw(
        st.dictionaries(cells, st.sampled_from([1, 2, 4, 6, 9]), max_size=12)
    ).items():
        for _ in range(size):
            rows.append(complaint_in(len(rows), month, channel=channel, category=category, branch=branch))
    return rows


def determined(cells: list[Row]) -> list[Row]:
    """Hidden cells whose number follows from what is shown and from the sums, by linear algebra."""
    hidden = [place for place, cell in enumerate(cells) if cell["hidden"]]
    sums: list[list[tuple[int, int]]] = []

    def known(*groups: tuple[int, Callable[[Row], bool]]) -> None:
        sums.append([(place, sign) for place, cell in enumerate(cells) for sign, of in groups if of(cell)])

    for month in MONTHS:
        for dimension in ("channel", "category", "sector", "branch", "priority"):
            known((1, lambda cell, d=dimension, m=month: (cell["dimension"], cell["month"]) == (d, m)))
        for sector in RULES.sectors:
            known(
                (1, lambda cell, m=month, s=sector: (cell["dimension"], cell["month"]) == ("sector", m)
                    and cell["value"] == s),
                (-1, lambda cell, m=month, s=sector: (cell["dimension"], cell["month"]) == ("category", m)
                    and sector_of(cell["value"]) == s),
            )  # fmt: skip
    for dimension, part in (("channel", "value"), ("category", "other")):
        for value in {cell["value"] for cell in cells if cell["dimension"] == dimension}:
            known(
                (1, lambda cell, d=dimension, v=value: (cell["dimension"], cell["value"]) == (d, v)
                    and cell["month"] in LAST_THREE),
                (-1, lambda cell, p=part, v=value: (cell["dimension"], cell[p]) == ("channel_category", v)),
            )  # fmt: skip
    system = np.zeros((len(sums), len(hidden)))
    for line, terms in enumerate(sums):
        for place, sign in terms:
            if place in hidden:
                system[line, hidden.index(place)] += sign
    rank = np.linalg.matrix_rank(system) if hidden else 0
    found = []
    for column, place in enumerate(hidden):
        unit = np.zeros((1, len(hidden)))
        unit[0, column] = 1
        if np.linalg.matrix_rank(np.vstack([system, unit])) == rank:
            found.append(cells[place])
    return found


def sector_of(category: str) -> str:
    return RULES.categories[category].sector if category in RULES.categories else RULES.limits.default_sector


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=populations())
def test_nothing_hidden_can_be_worked_out(build: Build, rows: list[Row]) -> None:
    cells = build("complaint_cells", as_of=AS_OF, complaints=rows)
    assert sum(cell["complaints"] for cell in cells if cell["dimension"] == "branch") == len(rows)
    assert all(cell["hidden"] for cell in cells if cell["people"] < 5)
    whole = {
        (cell["dimension"], cell["month"])
        for cell in cells
        if all(
            other["hidden"]
            for other in cells
            if (other["dimension"], other["month"]) == (cell["dimension"], cell["month"])
        )
    }
    # Where every cell of a breakdown is hidden there may be one alone, which is the total that all may know.
    exposed = [cell for cell in determined(cells) if (cell["dimension"], cell["month"]) not in whole]
    assert exposed == []


def test_ten_complaints_of_one_person_are_a_cell_of_one(build: Build) -> None:
    rows = [complaint_in(n, LAST_THREE[0], user_id="u1") for n in range(10)]
    rows += [complaint_in(10 + n, LAST_THREE[0], user_id=f"v{n}", branch="west") for n in range(9)]
    cells = {
        cell["value"]: cell
        for cell in build("complaint_cells", as_of=AS_OF, complaints=rows)
        if cell["dimension"] == "branch"
    }
    assert (cells["east"]["complaints"], cells["east"]["people"], cells["east"]["hidden"]) == (10, 1, True)
    # Its neighbour would give it away by the month's total.
    assert cells["west"]["hidden"]


def test_figures_of_hidden_cells_are_not_shown(build: Build) -> None:
    rows = [complaint_in(n, MONTHS[0], channel="app") for n in range(9)]
    rows += [complaint_in(9 + n, MONTHS[0], channel=name) for n, name in enumerate(["phone", "web"])]
    shown = {
        row["value"]: row
        for row in build("kpi_complaints_by_dimension", as_of=AS_OF, complaints=rows)
        if row["dimension"] == "channel"
    }
    assert (shown["app"]["received"], shown["app"]["first_response_breaches"]) == (9, 9)
    of_phone = {name: value for name, value in shown["phone"].items() if value is not None}
    assert of_phone == {"month": MONTHS[0], "dimension": "channel", "value": "phone", "suppressed": True}
