"""The list of what is published, against the models as they are."""

import duckdb

from policy.bundle import Policy
from warehouse.publishing.definitions import definitions
from warehouse.publishing.tables import load_published

PREFIXES = ("kpi_", "clause_coverage")


def test_every_figure_that_models_make_is_listed_or_held_back_by_its_period(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    """A column of a model that has no entry would stay behind unseen; an entry that no model has is wrong."""
    made = warehouse.execute(
        "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE schema_name = 'models' "
        "GROUP BY table_name"
    ).fetchall()
    published = load_published()
    assert {name for name, _ in made if name.startswith(PREFIXES)} == published.keys()
    for name, columns in made:
        if name not in published:
            continue
        assert published[name].columns.keys() <= set(columns), name
        for column in set(columns) - published[name].columns.keys():
            stem, _, period = name.rpartition("_")
            assert period in ("daily", "weekly"), (name, column)
            assert published[f"{stem}_monthly"].columns[column].adds_up, (name, column)


def test_figures_that_add_up_are_published_by_month_and_quarter_only() -> None:
    tables = load_published()
    assert tables["kpi_complaints_quarterly"].parts == "kpi_complaints_monthly"
    assert tables["kpi_complaints_monthly"].parts is None
    for name in ("kpi_complaints_daily", "kpi_complaints_weekly"):
        assert not any(column.adds_up for column in tables[name].columns.values())
        assert tables[name].columns["first_response_p50_hours"].of == "answered"


def test_what_complaints_yaml_defines_is_said_in_its_words_and_every_comment_in_both_languages(
    policy: Policy,
) -> None:
    kpi = next(each for each in policy.complaints.kpis if each.model == "kpi_complaints_monthly")
    tables = load_published()
    monthly = {each.column: each for each in definitions(tables[kpi.model], policy.complaints)}
    assert monthly[kpi.column].title == kpi.title
    assert kpi.definition.zh in monthly[kpi.column].comment
    assert kpi.definition.en in monthly[kpi.column].comment
    weekly = {each.column: each for each in definitions(tables["kpi_complaints_weekly"], policy.complaints)}
    assert weekly[kpi.column].kpi is None
    for table in tables.values():
        for each in definitions(table, policy.complaints):
            assert " / " in each.comment and "{" not in each.comment, each
            assert any("一" <= sign <= "鿿" for sign in each.comment), each
