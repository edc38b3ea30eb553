"""Charts: true to their numbers, legible in both themes."""

import json
import re
from dataclasses import replace

import pytest

from dashboard import chart_spec, charts
from dashboard.data import WITHHELD, Column, Figure, PageData
from dashboard.wording import Wording
from policy.text import Text

MONTHS = [f"2025-{month:02d}" for month in range(1, 7)]


def figure(
    values: list[object], unit: str = "count", mark: str = "bar", target: float | None = None
) -> Figure:
    label = Text(zh="件数", en="Cases")
    columns = (Column(Text(zh="月份", en="Month"), "month"), Column(label, unit, mark))  # type: ignore[arg-type]
    rows = tuple(zip(MONTHS, values, strict=True))
    return Figure("f", label, label, columns, rows, target)  # type: ignore[arg-type]


def heights(svg: str) -> list[float]:
    """Heights of the bars: `M x,y h w v height …`."""
    return [
        float(h)
        for h in re.findall(r'd="M[\d.]+,[\d.]+h[\d.]+v([\d.]+)h-[\d.]+Z" fill="var\(--series-1\)"', svg)
    ]


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = charts.chart_svg(figure([10, 20, 40, 5, 30, 15]), Wording("en"), chart_spec.WIDE)
    drawn = heights(svg)
    assert [round(height / drawn[0] * 10) for height in drawn] == [10, 20, 40, 5, 30, 15]


def test_colours_are_those_of_the_page(sample: PageData) -> None:
    for one in sample.figures:
        if not chart_spec.drawn(one):
            continue
        svg = charts.chart_svg(one, Wording("zh"), chart_spec.NARROW)
        colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
        assert colours - {"none", "transparent"} and all(
            colour.startswith("var(--") for colour in colours - {"none", "transparent"}
        )


def test_a_hidden_number_leaves_a_hole_in_the_line() -> None:
    svg = charts.chart_svg(
        figure([80, 81, WITHHELD, 83, 84, 85], "score", "line"), Wording("en"), chart_spec.WIDE
    )
    line = re.search(r'd="([^"]+)" stroke="var\(--series-1\)" stroke-width="2.25"', svg)
    assert line and line[1].count("M") == 2, "two runs, with nothing drawn between them"


def test_target_is_drawn_at_its_height() -> None:
    svg = charts.chart_svg(figure([10, 20, 40, 5, 30, 15], target=20), Wording("en"), chart_spec.WIDE)
    target = re.search(r'translate\([\d.]+,([\d.]+)\)"[^>]*stroke="var\(--target\)"', svg)
    top_of_20 = re.findall(r'd="M[\d.]+,([\d.]+)h[\d.]+v[\d.]+h-[\d.]+Z" fill="var\(--series-1\)"', svg)[1]
    assert target and abs(float(target[1]) - float(top_of_20)) <= 1


def test_columns_of_different_units_are_refused() -> None:
    mixed = figure([1, 2, 3, 4, 5, 6])
    rows = tuple((*row, 0.5) for row in mixed.rows)
    columns = (*mixed.columns, Column(Text(zh="占比", en="Share"), "share", "line"))
    with pytest.raises(ValueError, match="figure f"):
        chart_spec.drawn(replace(mixed, columns=columns, rows=rows))


def test_a_figure_without_a_single_number_can_be_drawn() -> None:
    for mark in ("bar", "line"):
        svg = charts.chart_svg(figure([None] * 6, mark=mark), Wording("zh"), chart_spec.NARROW)
        assert svg.startswith("<svg")
        assert charts.chart_svg(replace(figure([1] * 6, mark=mark), rows=()), Wording("en"), chart_spec.WIDE)


def test_small_shares_have_an_axis_of_their_own() -> None:
    def top(*shares: float) -> float:
        spec = chart_spec.chart_spec(figure([0.02, *shares], "share", "line"), Wording("en"), chart_spec.WIDE)
        return max(spec["layer"][0]["encoding"]["y"]["scale"]["domain"])

    assert top(0.1, 0.05, 0.14, 0.0, 0.1) == 0.2
    assert top(0.1, 0.05, 0.6, 0.0, 0.1) == 1.0


def test_description_names_the_extremes_and_the_latest() -> None:
    text = charts.describe(figure([10, 20, 40, 5, 30, 15]), Wording("en"))
    assert text == "Cases: lowest 5 (2025-04), highest 40 (2025-03), latest 15 (2025-06)."


def test_the_year_stands_under_the_first_month_of_each_year_that_is_shown() -> None:
    months = [f"{2024 + (m > 12)}-{(m - 1) % 12 + 1:02d}" for m in range(10, 23)]
    one = figure([1] * 6)
    one = replace(one, rows=tuple((month, 1) for month in months))
    for size in (chart_spec.WIDE, chart_spec.NARROW):
        svg = charts.chart_svg(one, Wording("en"), size)
        assert svg.count(">2024<") == 1 and svg.count(">2025<") == 1


def test_a_pointer_is_told_every_drawn_number_of_its_month() -> None:
    one = figure([10, None, WITHHELD, 5, 30, 15])
    spec = chart_spec.chart_spec(one, Wording("en"), chart_spec.WIDE, tips=True)
    tips = [value["tip"] for value in spec["layer"][-1]["data"]["values"]]
    assert tips[:4] == [
        "2025-01\nCases: 10",
        "2025-02\nCases: –",
        "2025-03\nCases: n<30",
        "2025-04\nCases: 5",
    ]


def test_the_content_of_a_chart_cannot_end_its_element(sample: PageData) -> None:
    evil = Text(zh="</script><b>", en="</script><b>")
    one = figure([10, 20, 40, 5, 30, 15])
    one = replace(one, columns=(one.columns[0], replace(one.columns[1], label=evil)))
    text = charts.chart_json(one, Wording("en"))
    assert not re.search("[<>&]", text)
    assert evil.en in json.loads(text)["narrow"]["layer"][-1]["data"]["values"][0]["tip"]
