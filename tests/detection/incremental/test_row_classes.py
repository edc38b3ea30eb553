"""Rows add up to what a scan of all of them counts, in any order, and can be taken away again."""

from dataclasses import fields
from decimal import Decimal

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine

from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.incremental.row_classes import row_classes
from privacy.detection.incremental.row_segment import pack, without_rows
from privacy.detection.incremental.row_totals import RowTotals
from privacy.detection.incremental.shape_classes import finding_shapes
from privacy.detection.masking import masked
from privacy.detection.scan import analyse_batch
from privacy.detection.tally import ColumnTally, EntityTally, GroupTally

ROWS = [
    {
        "phone": "13800138000",
        "note": "请致电13912345678找李静，或 a@b.com",
        "n": 13800138000,
        "f": 13800138000.0,
    },
    {
        "phone": "138****8000",
        "note": "　张伟 先生",
        "n": 5,
        "f": 7.0,
        "tags": ["13700137000", "x", "13700137001"],
    },
    {"phone": None, "note": '{"tel": "13700137000", "who": ["王芳", "张伟", "王芳"]}', "n": None, "f": None},
    {"phone": "", "note": "浙江省杭州市西湖区文三路5号 放门口", "n": -99_999, "f": float("nan"), "tags": []},
    {"phone": "无", "note": "欧阳修远", "n": 0, "f": 12345.0, "tags": ["a@b.com"]},
    {"phone": "1 380 013 8000 ", "note": "6222021234567890128", "n": 10_000, "f": -3.0},
    {"phone": "0571-88888888", "note": "[1, 2]", "n": 9_999, "f": 0.0, "tags": None},
]
SCHEMA = pa.schema(
    [("phone", pa.string()), ("note", pa.string()), ("n", pa.int64()), ("f", pa.float64()),
     ("tags", pa.list_(pa.string()))]
)  # fmt: skip
INDEXES = st.lists(st.integers(0, len(ROWS) - 1), min_size=1, max_size=12)


def batch_of(indexes: list[int]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([ROWS[index] for index in indexes], schema=SCHEMA)


def totals_of(batch: pa.RecordBatch, analyzer: AnalyzerEngine, pieces: int = 1) -> RowTotals:
    totals = RowTotals()
    for part in np.array_split(np.arange(batch.num_rows), pieces):
        if len(part):
            piece = batch.slice(int(part[0]), len(part))
            totals.add(len(part), row_classes(piece, analyzer, np.ones(len(part), dtype=bool)))
    return totals


def numbers(tally: GroupTally | EntityTally) -> dict[str, object]:
    """All counts, scores to six places; not the sample, which a batch draws from distinct values."""
    return {
        field.name: round(value, 6) if isinstance(value := getattr(tally, field.name), float) else value
        for field in fields(tally)
        if field.name not in {"unprompted", "shapes", "entities"}
    }


def entries(totals: RowTotals) -> list[object]:
    """All sums, so that none is left at zero."""
    return [[*place, sum_] for *place, sums in totals.to_json()["groups"] for sum_ in sums]


def assert_counts_agree(batch: pa.RecordBatch, analyzer: AnalyzerEngine, totals: RowTotals) -> None:
    expected = ColumnTally("t")
    expected.add(batch.num_rows, analyse_batch(batch, analyzer))
    found = totals.tally("t")
    assert found.rows == expected.rows
    assert found.groups.keys() == expected.groups.keys()
    for place, group in expected.groups.items():
        ours = found.groups[place]
        assert numbers(ours) == numbers(group)
        entities = {name: entity for name, entity in group.entities.items() if entity.findings}
        assert {name for name, entity in ours.entities.items() if entity.findings} == entities.keys()
        for name, entity in entities.items():
            assert numbers(ours.entities[name]) == numbers(entity)
            assert ours.entities[name].shapes == entity.shapes


@settings(max_examples=40, deadline=None)
@given(INDEXES)
def test_rows_add_up_to_the_tally_of_the_batch(analyzer: AnalyzerEngine, indexes: list[int]) -> None:
    batch = batch_of(indexes)
    assert_counts_agree(batch, analyzer, totals_of(batch, analyzer))


def test_columns_of_numbers_count_as_the_whole_table_has_it(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch(
        {
            "small": pa.array([1, 9_999, None]),
            "wide": pa.array([1, 13_800_138_000, None]),
            "exact": pa.array([Decimal(5), Decimal(13800138000), None], pa.decimal128(20, 0)),
            "whole": pa.array([1.0, 13_800_138_000.0, None]),
            "broken": pa.array([1.5, 13_800_138_000.0, None]),
            "longitude": pa.array([120.15515, 1.0, None]),
            "id_card": pa.array(["无", "3", None]).dictionary_encode(),
        }
    )
    totals = totals_of(batch, analyzer, pieces=3)
    places = {column for column, _ in totals.tally("t").groups}
    assert places == {"wide", "exact", "whole", "longitude", "id_card"}
    assert_counts_agree(batch, analyzer, totals)


@settings(max_examples=25, deadline=None)
@given(INDEXES, st.data())
def test_what_is_taken_away_might_never_have_been(
    analyzer: AnalyzerEngine, indexes: list[int], data: st.DataObject
) -> None:
    batch = batch_of(indexes)
    rows = batch.num_rows
    gone = sorted(data.draw(st.sets(st.integers(0, rows - 1))))
    totals = RowTotals()
    groups = row_classes(batch, analyzer, np.ones(rows, dtype=bool))
    totals.add(rows, groups)
    left = without_rows(pack(groups), np.array(gone, dtype=np.int64), totals.subtract)
    totals.rows -= len(gone)
    rest = [index for position, index in enumerate(indexes) if position not in gone]
    expected = totals_of(batch_of(rest), analyzer, pieces=2)
    assert totals.tally("t").groups == expected.tally("t").groups
    assert sorted(map(repr, entries(totals))) == sorted(map(repr, entries(expected)))
    assert RowTotals.from_json(totals.to_json()).tally("t").groups == expected.tally("t").groups
    # What is packed is of the rows that are left, and of no other.
    emptied = RowTotals.from_json(expected.to_json())
    without_rows(left, np.arange(len(rest)), emptied.subtract)
    assert emptied.to_json()["groups"] == []
    alone = row_classes(batch_of(rest), analyzer, np.ones(len(rest), dtype=bool)) if rest else []
    texts = {text for group in alone for text in group.classes if text}
    others = {text for group in groups for text in group.classes if text} - texts
    assert all(text.encode() in left for text in texts)
    assert not any(b"\x1e" + text.encode() + b"\x1e" in left for text in others)


def test_many_classes_and_rare_ones_survive_packing(analyzer: AnalyzerEngine) -> None:
    texts = [f"{'x' * (row % 300)} 1380013{row:04d}" if row % 50 else None for row in range(5000)]
    batch = pa.record_batch({"note": pa.array(texts), "phone": pa.array(["13800138000"] * 4999 + ["x"])})
    totals = RowTotals()
    groups = row_classes(batch, analyzer, np.zeros(5000, dtype=bool))
    assert any(len(group.classes) > 256 for group in groups)
    totals.add(5000, groups)
    odd, packed = np.arange(1, 5000, 2), pack(groups)
    packed = without_rows(packed, odd, totals.subtract)
    without_rows(packed, np.arange(2500), totals.subtract)
    assert totals.to_json()["groups"] == []


def test_shapes_are_those_of_masking() -> None:
    texts = [
        "13800138000",
        " 13800138000",
        "23800138000",
        "张伟",
        "李娜",
        "欧阳修远",
        "a.b@c.com.cn",
        "x.b@c.org.cn",
        "　中国 ",
        "x" * 30,
    ]
    values = pa.array([f"前{text}后" for text in texts])
    types = ("PHONE_NUMBER", "PERSON", "EMAIL_ADDRESS", "ADDRESS")
    pairs = [(text, code) for text in range(len(texts)) for code in range(len(types))]
    findings = Findings(
        np.array([text for text, _ in pairs]), np.array([code for _, code in pairs], np.int16),
        np.full(len(pairs), 1), np.array([1 + len(texts[text]) for text, _ in pairs]),
        np.full(len(pairs), 0.5), types,
    )  # fmt: skip
    rows = np.arange(len(texts))
    shapes, shape_of = finding_shapes(CellGroup("c", None, "c", values, rows, rows), findings)
    found = [shapes[number] for number in shape_of.tolist()]
    assert found == [masked(types[code], texts[text]) for text, code in pairs]
