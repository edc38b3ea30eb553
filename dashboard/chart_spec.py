"""Figures → Vega-Lite specifications, the same for the drawing on paper and the one with tooltips.

Colours are stand-ins that `dashboard.charts` replaces by CSS variables, so that one drawing serves the light
and the dark theme. A figure is drawn twice, wide and narrow, so that its text stays legible on a phone;
the style sheet shows one of the two.
"""

import json
from dataclasses import dataclass
from typing import Any

import altair

from dashboard.data import Column, Figure, Unit
from dashboard.wording import Wording

WIDE, NARROW = (620, 300), (320, 250)  # pixels of the plot, without the axis
GAP = 0.32  # between bars, as a share of the distance from one to the next
LABEL_WIDTH = 44  # pixels a label of the horizontal axis needs

# Stand-in colour → CSS variable of style.css.
SERIES = {"#000001": "--series-1", "#000002": "--series-2", "#000003": "--series-3"}
INK, MUTED, RULE, TARGET, PAPER = "#000010", "#000011", "#000012", "#000013", "#000014"
COLOURS = SERIES | {INK: "--ink", MUTED: "--muted", RULE: "--rule", TARGET: "--target", PAPER: "--paper"}
# Lines differ by their dashes too, not by colour alone. Vega draws [1, 0] as a solid line.
DASHES = ([1, 0], [6, 4], [2, 3])

MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True)
class Drawn:
    """One marked column: where it stands in the row, and which colour and dashes it is drawn with."""

    index: int
    column: Column
    colour: int  # 0 to 2: --series-1 …
    dash: int  # among the lines of this figure

    @property
    def name(self) -> str:
        return f"s{self.colour}"


def drawn(figure: Figure) -> list[Drawn]:
    """The marked columns in order.

    Raises ValueError when they have different units or are more than three: such a chart would mislead.
    """
    marked = [(i, column) for i, column in enumerate(figure.columns) if column.mark in ("bar", "line")]
    if len({column.unit for _, column in marked}) > 1 or len(marked) > len(SERIES):
        raise ValueError(f"figure {figure.id}: draw at most three columns, all of one unit")
    result: list[Drawn] = []
    for colour, (index, column) in enumerate(marked):
        dash = sum(other.column.mark == "line" for other in result)
        result.append(Drawn(index, column, colour, dash))
    return result


def chart_spec(
    figure: Figure, wording: Wording, size: tuple[int, int], *, tips: bool = False
) -> dict[str, Any]:
    """Vega-Lite of the figure's marked columns, of which there is at least one; `tips` adds tooltips."""
    series = drawn(figure)
    unit = series[0].column.unit
    points = {one.name: _points(one, figure) for one in series}
    values: list[float] = [point["v"] for name in points for point in points[name]]
    values += [] if figure.target is None else [figure.target]
    bars = [one for one in series if one.column.mark == "bar"]
    domain = _domain(values, unit, from_zero=bool(bars))
    x = _x(figure, wording, size[0])
    y = altair.Y(
        "v:Q",
        axis=altair.Axis(title=None, domain=False, ticks=False, tickCount=5, format=_axis_format(unit)),
        scale=altair.Scale(domain=domain, nice=unit != "share"),
    )
    layers: list[Any] = []
    if bars:
        layers.append(_bars(bars, points, x, y))
    if figure.target is not None:
        rule = altair.Chart(altair.Data(values=[{"v": figure.target}])).encode(y=y)
        layers.append(rule.mark_rule(color=TARGET, strokeDash=[3, 3], strokeWidth=1.5))
    labelled: list[float] = []  # values that already have a label at the right edge
    for one in series:
        if one.column.mark != "line" or not points[one.name]:
            continue
        last = points[one.name][-1]
        apart = all(abs(last["v"] - other) > (domain[1] - domain[0]) * 0.09 for other in labelled)
        layers += _line(one, points[one.name], x, y, wording.bare(last["v"], unit) if apart else "")
        labelled.append(last["v"])
    if tips and figure.rows:
        layers.append(_tips(series, figure, wording, x))
    chart = (
        altair.layer(*layers)
        .properties(width=size[0], height=size[1], padding={"left": 2, "top": 10, "right": 14, "bottom": 2})
        .configure(aria=False, background="transparent", font="sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor=MUTED, labelFontSize=12, gridColor=RULE, labelLineHeight=15)
        .configure_axisX(grid=False)
        .configure_text(fontSize=12)
    )
    spec = chart.to_dict(validate=False)
    del spec["$schema"]  # an address that nothing loads
    return dict(spec)


def _points(one: Drawn, figure: Figure) -> list[dict[str, Any]]:
    """The numbers of one column by place; hidden and missing ones are left out."""
    cells = [(place, row[one.index]) for place, row in enumerate(figure.rows)]
    return [{"x": x, "series": one.name, "v": v} for x, v in cells if isinstance(v, int | float)]


def _x(figure: Figure, wording: Wording, width: int) -> Any:
    cells = [row[0] for row in figure.rows]
    every = max(1, -(-len(cells) * LABEL_WIDTH // width))
    shown = [place for place in range(len(cells)) if (len(cells) - 1 - place) % every == 0]
    labels = _ticks([cells[place] for place in shown], figure.columns[0].unit, wording)
    axis = altair.Axis(
        title=None,
        labelAngle=0,
        ticks=False,
        domainColor=MUTED,
        labelPadding=6,
        values=shown,
        labelExpr=f"{json.dumps(dict(zip(shown, labels, strict=True)), ensure_ascii=False)}[datum.value]",
    )
    scale = altair.Scale(domain=list(range(len(cells))), paddingInner=GAP, paddingOuter=GAP / 2)
    return altair.X("x:O", axis=axis, scale=scale)


def _bars(bars: list[Drawn], points: dict[str, list[dict[str, Any]]], x: Any, y: Any) -> Any:
    names = [one.name for one in bars]
    colours = [list(SERIES)[one.colour] for one in bars]
    encoding: dict[str, Any] = {"x": x, "y": y}
    encoding["color"] = altair.Color("series:N", legend=None, scale=altair.Scale(domain=names, range=colours))
    if len(bars) > 1:
        encoding["xOffset"] = altair.XOffset("series:N", sort=names)
    together = [point for name in names for point in points[name]]
    return altair.Chart(altair.Data(values=together)).mark_bar().encode(**encoding)


def _line(one: Drawn, points: list[dict[str, Any]], x: Any, y: Any, label: str) -> list[Any]:
    """The line on a halo of the paper's colour, its points, and its latest value at the right edge."""
    colour = list(SERIES)[one.colour]
    base = altair.Chart(altair.Data(values=_with_holes(points))).encode(x=x, y=y)
    last = altair.Chart(altair.Data(values=points[-1:])).encode(x=x, y=y, text=altair.value(label))
    return [
        base.mark_line(color=PAPER, strokeWidth=5, invalid="break-paths-show-path-domains"),
        base.mark_line(
            color=colour,
            strokeWidth=2.25,
            strokeDash=DASHES[one.dash],
            invalid="break-paths-show-path-domains",
        ),
        base.mark_point(color=colour, filled=True, size=22, opacity=1),
        last.mark_text(color=INK, align="left", dx=9, fontWeight="bold"),
    ]


def _tips(series: list[Drawn], figure: Figure, wording: Wording, x: Any) -> Any:
    """Over each place an unseen bar as high as the plot, which tells all its numbers."""
    values = []
    for place, row in enumerate(figure.rows):
        numbers = [
            f"{wording.text(one.column.label)}{wording('punctuation.colon')}"
            f"{wording.number(row[one.index], one.column.unit)}"
            for one in series
        ]
        values.append({"x": place, "tip": "\n".join([wording.cell(row[0], "text"), *numbers])})
    over = altair.selection_point(on="pointerover", clear="pointerout", empty=False)
    shade = altair.when(over).then(altair.value(0.09)).otherwise(altair.value(0))
    # As wide as a bar and the gap beside it, so that no place of the plot is mute.
    width = altair.RelativeBandSize(band=1 / (1 - GAP))
    bars = altair.Chart(altair.Data(values=values)).mark_rect(color=INK, cursor="default", width=width)
    return bars.encode(
        x=x, y=altair.value(0), y2=altair.value("height"), opacity=shade, tooltip="tip:N"
    ).add_params(over)


def _with_holes(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The points with a null in each month that has no number: the line breaks there."""
    known = {point["x"]: point for point in points}
    return [known.get(place, {"x": place, "v": None}) for place in range(points[0]["x"], points[-1]["x"] + 1)]


def _domain(values: list[float], unit: Unit, *, from_zero: bool) -> list[float]:
    """From zero, except lines of shares and scores, whose movement would vanish.

    Shares begin at the ten per cent below the lowest value and end at 100 %, or, where all are below 50 %, at
    the ten per cent above the highest; scores keep a tenth of air.
    """
    low, high = min(values, default=0.0), max(values, default=1.0)
    if unit == "share":
        top = max(1.0, high) if high > 0.5 else (int(high * 10 + 0.2) + 1) / 10
        return [0.0 if from_zero else max(0.0, int(low * 10 - 0.2) / 10), top]
    if unit == "score" and not from_zero:
        air = (high - low) * 0.25 or 1.0
        return [low - air, high + air]
    return [min(0.0, low), high * 1.04 or 1.0]


def _axis_format(unit: Unit) -> str:
    return ".0%" if unit == "share" else ",~r"


def _ticks(cells: list[object], unit: Unit, wording: Wording) -> list[list[str]]:
    """Label lines under the shown places: the month, and below it the year where it begins or changes."""
    labels, year_before = [], ""
    for cell in cells:
        if unit != "month":
            labels.append([wording.cell(cell, unit)])
            continue
        year, month = str(cell).split("-")
        name = f"{int(month)}月" if wording.language == "zh" else MONTHS_EN[int(month) - 1]
        labels.append([name] if year == year_before else [name, year])
        year_before = year
    return labels
