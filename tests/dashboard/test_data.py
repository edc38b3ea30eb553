"""What page data refuses to hold."""

from datetime import datetime
from decimal import Decimal

import pytest

from dashboard.data import SUPPRESSED, Column, Figure, KpiCard
from policy.text import Text

NAME = Text(zh="名称", en="Name")
COLUMNS = (Column(NAME, "month"), Column(NAME, "count", "bar"))


@pytest.mark.parametrize("odd", [Decimal("1.5"), float("nan"), float("inf"), object()])
def test_numbers_that_would_be_drawn_as_holes_are_refused(odd: object) -> None:
    with pytest.raises(ValueError, match="figure f"):
        Figure("f", NAME, NAME, COLUMNS, (("2026-01", odd),))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="KPI k"):
        KpiCard("k", NAME, NAME, "count", "up", NAME, odd, "2026-01")  # type: ignore[arg-type]


def test_every_kind_of_cell_is_taken() -> None:
    for cell in ("a", NAME, datetime(2026, 1, 1), 1, 1.5, SUPPRESSED, None):
        assert Figure("f", NAME, NAME, COLUMNS, (("2026-01", cell),)).rows[0][1] == cell


def test_a_row_with_another_number_of_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="figure f"):
        Figure("f", NAME, NAME, COLUMNS, (("2026-01",),))
