"""What is derived from a shape holds for texts made from it."""

import re

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy.detection.recognizer import WHOLE_CELL_END, WHOLE_CELL_START, Shape
from privacy.detection.registry import recognizer_classes
from privacy.detection.shape_facts import facts_of, joined_pattern
from privacy.detection.texts import matching

SHAPES = [
    pytest.param(shape, id=f"{recognizer.ENTITY} {shape.name}")
    for recognizer in recognizer_classes()
    for shape in recognizer.SHAPES
]


def holds(expression: str, text: str) -> bool:
    return bool(matching(pa.array([text], pa.string()), expression)[0])


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_every_match_has_the_derived_facts(shape: Shape, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(shape.core, fullmatch=True))
    facts = facts_of(shape)
    assert facts.shortest <= len(text) <= facts.longest
    assert facts.alphabet is None or all(
        any(first <= ord(character) <= last for first, last in facts.alphabet) for character in text
    )
    assert facts.may_be_in(frozenset(text.encode()))
    assert shape.loose is not None or holds(facts.whole, text)


@pytest.mark.parametrize("shape", SHAPES)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_digits_are_alike_where_the_facts_say_so(shape: Shape, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(shape.core, fullmatch=True))
    if facts_of(shape).digits_alike:
        assert re.fullmatch(shape.core, re.sub("[0-9]", "0", text))


@pytest.mark.parametrize(
    ("shape", "suffices", "joinable", "shorter"),
    [
        (Shape("plain", "[0-9]{3,5}", 0.5), True, True, False),
        # Behind "a." an "a.b" is whole, but "a" may be found first.
        (Shape("signs", r"[a-z.]+", 0.5), True, True, True),
        (Shape("whole cell", "[0-9]+", 0.5, WHOLE_CELL_START, WHOLE_CELL_END), True, False, False),
        (Shape("narrowed", "x(?P<value>[0-9]+)", 0.5), False, True, False),
        (Shape("looks into itself", "[0-9]{3}", 0.5, "(?!000)"), False, True, False),
        (Shape("asks for something", "[0-9]{3}", 0.5, "(?<=x)"), False, True, False),
        (Shape("asks for the edge", "[0-9]{3}", 0.5, r"(?:(?<=\A)|(?<=x))", r"(?=\Z|y)"), False, True, True),
        (Shape("asks for what is no list", "[0-9]{3}", 0.5, "", r"(?=\s)"), False, False, True),
        (Shape("any character", "a[^b]", 0.5), True, False, True),
        (Shape("beside a separator", "[0-9]{3}", 0.5, "(?<![\x1e])"), True, False, False),
    ],
    ids=lambda value: value.name if isinstance(value, Shape) else "",
)
def test_what_a_declaration_allows(shape: Shape, suffices: bool, joinable: bool, shorter: bool) -> None:
    facts = facts_of(shape)
    assert (facts.suffices, facts.joinable, facts.shorter is not None) == (suffices, joinable, shorter)


def test_an_expression_the_scan_does_not_understand_is_refused() -> None:
    with pytest.raises(ValueError, match="does not understand"):
        facts_of(Shape("back reference", r"([0-9])\1", 0.5))


def test_the_edge_of_a_text_is_asked_for_by_name_only() -> None:
    edge, none = Shape("edge", "a", 0.5, "", r"(?=\Z)"), Shape("backslash", "a", 0.5, "", r"(?=[\\Z])")
    assert facts_of(edge).asks_edge and not facts_of(none).asks_edge
    assert joined_pattern(none) == none.pattern


def test_what_must_be_there() -> None:
    email = facts_of(Shape("e-mail", r"[a-z]+@(?:x|y)+\.(?:com|cn)?", 0.5))
    assert email.may_be_in(frozenset(b"a@x."))
    assert not email.may_be_in(frozenset(b"ax."))
    assert not email.may_be_in(frozenset(b"a@."))
