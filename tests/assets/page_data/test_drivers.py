"""Where changes came from, read from the models' tables."""

import pytest

from assets.page_data.drivers import MEASURES, drivers
from assets.page_data.figures import definitions
from assets.run import Run
from dashboard.data import Breakdown, Drivers

COUNTS = ", ".join(f"{measure} BIGINT" for measure in MEASURES)


@pytest.fixture
def models(run: Run) -> Run:
    """January and February of 2026 are complete; in January the letters are hidden."""
    for name in ("kpi_complaints_monthly", "kpi_complaints_by_dimension"):
        run.warehouse.execute(
            "INSERT INTO meta.inputs (name, status, as_of, row_count) VALUES (?, 'fresh', ?, 1)",
            [name, run.as_of],
        )
    run.warehouse.execute(f"""
        CREATE TABLE models.kpi_complaints_monthly (month DATE, is_complete BOOLEAN, {COUNTS});
        INSERT INTO models.kpi_complaints_monthly VALUES
            ('2025-12-01', TRUE, 1, 1, 1, 1), ('2026-01-01', TRUE, 10, 4, 3, 60),
            ('2026-02-01', TRUE, 25, 6, 2, 80), ('2026-03-01', FALSE, 99, 99, 99, 99);
        CREATE TABLE models.kpi_complaints_by_dimension
            (month DATE, dimension VARCHAR, value VARCHAR, suppressed BOOLEAN, {COUNTS});
        INSERT INTO models.kpi_complaints_by_dimension VALUES
            ('2026-01-01', 'channel', 'app', FALSE, 6, 1, 1, 40),
            ('2026-01-01', 'channel', 'letter', TRUE, NULL, NULL, NULL, NULL),
            ('2026-02-01', 'channel', 'app', FALSE, 5, 2, 1, 45),
            ('2026-02-01', 'channel', 'letter', FALSE, 17, 3, 1, 30),
            ('2026-02-01', 'category', 'unknown', FALSE, 25, 6, 2, 80),
            ('2026-02-01', 'branch', 'north', FALSE, 25, 6, 2, 80);
    """)
    return run


def late(run: Run) -> tuple[Drivers, Breakdown, Breakdown]:
    found = {one.id: one for one in drivers(run)}
    assert list(found) == list(MEASURES)
    one = found["first_response_breaches"]
    channel, category = one.breakdowns
    return one, channel, category


def test_the_last_two_complete_months_are_compared(models: Run) -> None:
    one, _, _ = late(models)
    assert (one.previous, one.before, one.period, one.now, one.change) == ("2026-01", 10, "2026-02", 25, 15)


def test_parts_are_named_and_what_is_hidden_stays_in_the_rest(models: Run) -> None:
    _, channel, category = late(models)
    assert [(part.label.en, part.before, part.now) for part in channel.ranked] == [
        ("App", 6, 5), ("Letter", None, 17),
    ]  # fmt: skip
    assert (channel.rest_before, channel.rest_now) == (4, 3)
    assert channel.largest is not None and channel.largest.label.en == "Letter"
    assert [part.label.en for part in category.parts] == ["not stated"]


def test_without_two_months_or_without_this_days_models_nothing_is_said(models: Run) -> None:
    models.warehouse.execute("DELETE FROM models.kpi_complaints_monthly WHERE month < '2026-02-01'")
    assert drivers(models) == ()
    models.warehouse.execute("UPDATE meta.inputs SET status = 'stale'")
    assert drivers(models) == ()


def test_every_figure_of_policy_is_defined_on_the_page_that_shows_it(run: Run) -> None:
    kpis = run.workspace.policy.complaints.kpis
    shown = definitions(run)
    assert [one.id for one in shown] == [kpi.id for kpi in kpis]
    assert {one.board for one in shown if one.table == "kpi_complaints_monthly"} == {"complaints"}
    assert {one.board for one in shown if one.table == "kpi_refunds_monthly"} == {"service"}
