"""The style sheet: text stays legible in both themes (WCAG AA, contrast of 4.5 or more)."""

import re

import pytest

from dashboard.render import TEMPLATES

CSS = "".join(path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.css")))
COLOURS = (TEMPLATES / "colours.css").read_text("utf-8")
TEXT_ON_GROUND = [
    (text, ground)
    for ground in ("paper", "raised")
    for text in ("ink", "muted", "link", "pass", "violation", "gap")
] + [
    ("gap", "gap-soft"),
    ("ink", "violation-soft"),
    ("muted", "violation-soft"),
    ("on-violation", "violation"),
]
MARKS = ("series-1", "series-2", "series-3", "target", "pass", "violation", "gap")


def variables(theme: str) -> dict[str, str]:
    dark = re.search(r"set dark %\}(.*?)\{%", COLOURS, re.DOTALL)
    light = re.search(r":root \{(.*?)\}", COLOURS, re.DOTALL)
    assert dark and light
    found = re.findall(r"--([\w-]+): (#\w{6})", light[1] + (dark[1] if theme == "dark" else ""))
    return dict(found)


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_contrast(theme: str) -> None:
    colours = variables(theme)
    for text, ground in TEXT_ON_GROUND:
        assert contrast(colours[text], colours[ground]) >= 4.5, (theme, text, ground)
    for mark in MARKS:  # graphical objects need 3
        assert contrast(colours[mark], colours["paper"]) >= 3, (theme, mark)


def test_style_sheet_uses_only_variables_it_defines_and_loads_nothing() -> None:
    defined = set(re.findall(r"(--[\w-]+):", CSS)) | {"--share", "--shade", "--size"}  # set by the templates
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined
    assert "@import" not in CSS and "url(" not in CSS and "@font-face" not in CSS
