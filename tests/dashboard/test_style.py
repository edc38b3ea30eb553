"""The style sheet: text stays legible in both themes (WCAG AA, contrast of 4.5 or more)."""

import re

import pytest

from dashboard.render import TEMPLATES

CSS = "".join((TEMPLATES / name).read_text("utf-8") for name in ("style.css", "data-map.css", "erasure.css"))
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
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    light, dark, _print = ({k: v for k, v in re.findall(r"--([\w-]+): (#\w{6})", block)} for block in blocks)
    return light if theme == "light" else light | dark


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
    defined = set(re.findall(r"(--[\w-]+):", CSS)) | {"--share", "--shade"}  # two are set by the templates
    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined
    assert "@import" not in CSS and "url(" not in CSS and "@font-face" not in CSS
