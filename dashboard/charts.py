"""Charts: drawn once as SVG without a browser or a network, and again with tooltips where scripts run."""

import json

import vl_convert
from markupsafe import Markup

from dashboard.chart_spec import COLOURS, NARROW, WIDE, chart_spec, drawn
from dashboard.data import Figure
from dashboard.wording import Wording


def chart_svg(figure: Figure, wording: Wording, size: tuple[int, int]) -> str:
    """SVG text of the figure's marked columns, of which there is at least one."""
    return inline(vl_convert.vegalite_to_svg(chart_spec(figure, wording, size)))


def chart_json(figure: Figure, wording: Wording) -> Markup:
    """Both specifications, `wide` and `narrow`, as the content of a script element that is data."""
    specs = {
        name: chart_spec(figure, wording, size, tips=True)
        for name, size in (("wide", WIDE), ("narrow", NARROW))
    }
    # Markup: JSON whose `<`, `>` and `&` are escaped, so that no text of the data ends the element.
    return Markup(_themed(json.dumps(specs, ensure_ascii=False)).translate(_INERT))


_INERT = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&"}


def inline(svg: str) -> str:
    """The SVG with theme colours, sized by its box, hidden from screen readers (a text stands beside it)."""
    svg = _themed(svg).replace(' role="graphics-object" aria-roledescription="group mark container"', "")
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _themed(text: str) -> str:
    for stand_in, variable in COLOURS.items():
        text = text.replace(f'"{stand_in}"', f'"var({variable})"')
    return text


def describe(figure: Figure, wording: Wording) -> str:
    """The text alternative: for each drawn column its first, lowest, highest and latest number."""
    sentences = []
    for one in drawn(figure):
        column = one.column
        cells = [(row[0], row[one.index]) for row in figure.rows]
        numbers = [(place, value) for place, value in cells if isinstance(value, int | float)]
        if not numbers:
            continue
        by_value = sorted(numbers, key=lambda pair: pair[1])
        sentences.append(
            wording(
                "chart.series",
                label=column.label.in_language(wording.language),
                lowest=wording.number(by_value[0][1], column.unit),
                lowest_at=wording.cell(by_value[0][0], "text"),
                highest=wording.number(by_value[-1][1], column.unit),
                highest_at=wording.cell(by_value[-1][0], "text"),
                latest=wording.number(numbers[-1][1], column.unit),
                latest_at=wording.cell(numbers[-1][0], "text"),
            )
        )
    return ("" if wording.language == "zh" else " ").join(sentences)
