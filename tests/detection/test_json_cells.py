"""JSON cells: every text inside them has the findings it has alone, with its keys as context."""

import json
import math
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine

from privacy.detection.json_paths import MAXIMUM_DEPTH
from privacy.detection.overlap import resolve
from privacy.detection.scan import scan_batch
from privacy.detection.spans import Span

# An object is a tuple of (key, value) pairs, so that a key may occur twice; an array is a list.
Value = Any
Leaf = tuple[str, tuple[str, ...], str]
Finding = tuple[str | None, str, int, int, float]

KEYS = [
    "phone", "userPhone", "qq", "微信号", "姓名", "password", "order_no", "brand", "v", "a b", "", "$.a",
    "x" * 70, "13800138000", "１３８００１３８０００", "a.b@qq.com", "110105491231002", "王小伟", "\n", "键",
    "e\u0301", "\ud83d",
]  # fmt: skip
TEXTS = [
    "13800138000", "１３８００１３８０００", "a.b@qq.com", "11010519491231002X", "12345678", "王伟",
    "收件人王伟", "请回电13800138000，谢谢", "杭州市西湖区文三路90号3单元201室", "E12345678", "1990-01-02",
    "华为", "", " ", "😀", "\x00", "\x1e", "\ud800", "13800138000\udfff", "[broken", "{", "null", "true",
    "[]", "\\u0031", '"',
]  # fmt: skip
NUMBERS = [
    13800138000,
    12345678,
    -13800138000,
    0,
    1.38e10,
    13800138000.5,
    30.27415,
    1e400,
    110105491231002,
    10**25,
]

scalars = st.one_of(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from([None, True, False]))
values: st.SearchStrategy[Value] = st.recursive(
    st.one_of(scalars, st.text(max_size=3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(st.tuples(st.sampled_from(KEYS), inner), max_size=4).map(tuple),
        # JSON inside a text of JSON.
        st.lists(st.tuples(st.sampled_from(KEYS), inner), max_size=2).map(
            lambda pairs: written(tuple(pairs), True)
        ),
    ),
    max_leaves=8,
)
containers = values.filter(lambda value: isinstance(value, tuple | list))


def written(value: Value, escaped: bool) -> str:
    if isinstance(value, tuple):
        members = (f"{written(key, escaped)}: {written(child, escaped)}" for key, child in value)
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(child, escaped) for child in value) + "]"
    if isinstance(value, str):
        # A half of a surrogate pair can only be written escaped.
        return json.dumps(value, ensure_ascii=escaped or any("\ud800" <= c <= "\udfff" for c in value))
    return "1e400" if value == math.inf else json.dumps(value)


def read(text: str) -> Value:
    """The value that a text spells, every pair of an object kept; None where it is no container."""
    if text.strip(" \t\r\n")[:1] not in ("{", "["):
        return None
    try:
        return json.loads(text, object_pairs_hook=tuple)
    except (ValueError, RecursionError):
        return None


def leaves_of(
    value: Value, analyzer: AnalyzerEngine, path: str = "$", keys: tuple[str, ...] = ()
) -> list[Leaf]:
    if isinstance(value, tuple):
        found: list[Leaf] = []
        for key, child in value:
            name = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in key)
            if not is_plain(name) or by_presidio(analyzer, name, None):
                found.append((f"{path}.*", keys, name))
                found += leaves_of(child, analyzer, f"{path}.*", keys)
            else:
                found += leaves_of(child, analyzer, f"{path}.{name}", (*keys, name))
        return found
    if isinstance(value, list):
        return [leaf for child in value for leaf in leaves_of(child, analyzer, f"{path}[*]", keys)]
    if isinstance(value, str):
        inner = read(value)
        if inner is not None:
            return leaves_of(inner, analyzer, path, keys)
        return [(path, keys, "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value))]
    return [] if value is None or isinstance(value, bool) else [(path, keys, str(value))]


def is_plain(key: str) -> bool:
    run = longest = 0
    for character in key:
        run = run + 1 if character in "0123456789" else 0
        longest = max(longest, run)
    return 0 < len(key) <= 64 and longest < 5 and all(c.isalnum() or c in "_-" for c in key)


def by_presidio(analyzer: AnalyzerEngine, text: str, header: str | None) -> list[Span]:
    results = analyzer.analyze(text, "zh", context=[header] if header else None)
    return resolve(Span(r.entity_type, r.start, r.end, r.score, "") for r in results)


def expected(analyzer: AnalyzerEngine, cell: str, header: str) -> list[Finding]:
    value = read(cell)
    leaves = [(None, (), cell)] if value is None else leaves_of(value, analyzer)
    return sorted(
        (
            (path, span.entity_type, span.start, span.end, span.score)
            for path, keys, text in leaves
            for span in by_presidio(analyzer, text, " ".join((header, *keys)))
        ),
        key=str,
    )


def by_kernel(analyzer: AnalyzerEngine, cells: list[str | None], header: str) -> list[list[Finding]]:
    found: list[list[Finding]] = [[] for _ in cells]
    batch = pa.record_batch({header: pa.array(cells, pa.string())})
    for row in scan_batch(batch, analyzer, table="t").to_pylist():
        found[row["row"]].append((row["path"], row["entity_type"], row["start"], row["end"], row["score"]))
    return [sorted(findings, key=str) for findings in found]


cell_texts = st.one_of(
    st.builds(
        lambda value, escaped, space: space + written(value, escaped) + space,
        containers, st.booleans(), st.sampled_from(["", " ", "\n\t", "\u3000", "\v"]),
    ),
    # Invalid: the end is missing, or something follows.
    st.builds(lambda value, cut: written(value, False)[:-cut], containers, st.integers(1, 3)),
    st.builds(
        lambda value, more: written(value, False) + more, containers, st.sampled_from(["}", " 13800138000"])
    ),
    st.sampled_from(TEXTS).filter(lambda text: text.isprintable()),
)  # fmt: skip


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    cells=st.lists(st.one_of(cell_texts, st.none()), min_size=1, max_size=5),
    again=st.lists(st.integers(0, 4), max_size=4),
    header=st.sampled_from(["extra", "phone", "brand", "qq"]),
)
def test_equals_presidio_in_every_text(
    analyzer: AnalyzerEngine, cells: list[str | None], again: list[int], header: str
) -> None:
    cells = cells + [cells[number % len(cells)] for number in again]
    found = by_kernel(analyzer, cells, header)
    assert found == [[] if cell is None else expected(analyzer, cell, header) for cell in cells]


def test_a_key_that_occurs_twice_hides_nothing(analyzer: AnalyzerEngine) -> None:
    (found,) = by_kernel(
        analyzer, ['{"note": "13800138000", "note": {"x": "a.b@qq.com"}, "note": "ok"}'], "v"
    )
    assert [(path, entity_type) for path, entity_type, *_ in found] == [
        ("$.note", "PHONE_NUMBER"), ("$.note.x", "EMAIL_ADDRESS"),
    ]  # fmt: skip


@pytest.mark.parametrize("shape", ["arrays", "objects", "texts"])
@pytest.mark.parametrize("depth", [MAXIMUM_DEPTH, MAXIMUM_DEPTH + 1, 200, 900, 3_000])
def test_no_depth_hides_what_is_inside(analyzer: AnalyzerEngine, depth: int, shape: str) -> None:
    if shape == "texts":
        # Each level doubles the backslashes: a few levels are a long text already.
        depth = min(depth, 15)
    cell = '"请回电13800138000"'
    for _ in range(depth if shape == "texts" else 0):
        cell = f"[{json.dumps(cell, ensure_ascii=False)}]"
    if shape == "arrays":
        cell = "[" * depth + cell + "]" * depth
    if shape == "objects":
        cell = '{"a": ' * depth + cell + "}" * depth
    (found,) = by_kernel(analyzer, [cell if shape != "texts" else f"[{cell}]"], "v")
    assert [entity_type for _, entity_type, *_ in found] == ["PHONE_NUMBER"]
    assert all(path is None or len(path) < 100 for path, *_ in found)


def test_escapes_are_read(analyzer: AnalyzerEngine) -> None:
    cell = r'{"\u7535\u8bdd": "\u0031\u0033800138000", "n": "\ud83d 13800138000"}'
    (found,) = by_kernel(analyzer, [cell], "v")
    assert [(path, start, end) for path, _, start, end, _ in found] == [("$.n", 2, 13), ("$.电话", 0, 11)]


def test_nested_columns_may_hold_half_a_surrogate_pair_in_json(analyzer: AnalyzerEngine) -> None:
    column = pa.array([['{"a": "\\ud83d", "b": "13800138000"}']], pa.list_(pa.string()))
    found = scan_batch(pa.record_batch({"v": column}), analyzer, table="t").to_pylist()
    assert [row["path"] for row in found] == ["$[*].b"]
