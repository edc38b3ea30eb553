"""One event, one line of bytes."""

import json
from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.evidence.canonical import event_line
from privacy.evidence.errors import LedgerError

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
EVENTS = st.dictionaries(
    KEYS, st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=5)
)


class Outcome(StrEnum):
    PASS = "pass"


class Level(IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({}, "{}"),
        ({"b": 1, "a": [True, None, {"z": "", "y": -5}]}, '{"a":[true,null,{"y":-5,"z":""}],"b":1}'),
        ({"zh": "违反：第3条"}, '{"zh":"违反：第3条"}'),
        # RFC 8785, 3.2.2.2: the escapes it names, and no others.
        ({"t": '\u20ac$\x0f\nA\'B"\\"/\u2028\x7f'}, '{"t":"€$\\u000f\\nA\'B\\"\\\\\\"/\u2028\x7f"}'),
        (
            {"outcome": Outcome.PASS, "level": Level.HIGH, "pair": (1, 2)},
            '{"level":3,"outcome":"pass","pair":[1,2]}',
        ),
        (MappingProxyType({"b": 1, "a": 2}), '{"a":2,"b":1}'),
    ],
)
def test_the_line_is_the_one_of_the_standard(event: Mapping[str, object], line: str) -> None:
    assert event_line(event) == line.encode()


@settings(max_examples=100, deadline=None)
@given(EVENTS)
def test_a_line_reads_back_and_does_not_depend_on_the_order_of_keys(event: dict[str, object]) -> None:
    line = event_line(event)
    assert json.loads(line) == event
    assert b"\n" not in line
    assert event_line(dict(reversed(event.items()))) == line


@pytest.mark.parametrize(
    ("event", "where"),
    [
        ({"rate": 0.5}, "rate (float)"),
        ({"rate": float("nan")}, "rate (float)"),
        ({"a": {"b": [1, 2.0]}}, "a.b[] (float)"),
        ({"n": 2**53}, "n (integer > 2^53 - 1)"),
        ({"n": -(2**53)}, "n (integer > 2^53 - 1)"),
        ({"a": {1: "x"}}, "a (key)"),
        ({"键": 1}, "event (key)"),
        ({"raw": b"bytes"}, "raw (bytes)"),
        ({"some": {1, 2}}, "some (set)"),
        ({"text": "\ud800"}, "event (Unicode)"),
        ({"text": "x" * (1 << 20)}, "event (> 1048576 B)"),
    ],
)
def test_what_has_no_single_form_is_refused_by_its_place(event: dict[str, object], where: str) -> None:
    with pytest.raises(LedgerError) as raised:
        event_line(event)
    assert raised.value.what.en == f"An event cannot be recorded: {where}"
    assert raised.value.what.zh.startswith("事件不能入账：")
