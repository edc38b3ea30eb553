"""Which cells are nothing but a value, which are masked, and what form they have."""

import numpy as np
import pyarrow as pa
import pytest

from privacy.detection import cell_forms
from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.whole_cells import unsure, whole_values, without_masked


def found(text: str, value: str, entity_type: str) -> tuple[CellGroup, Findings, np.ndarray]:
    """A group of one text with one finding, `value`."""
    start = text.index(value)
    values = pa.array([text])
    spans = [np.array([number]) for number in (0, 0, start, start + len(value))]
    one = np.zeros(1, dtype=np.int64)
    group = CellGroup("c", None, "c", values, one, one)
    return group, Findings(*spans, np.array([0.8]), (entity_type,)), arrays.lengths(values)


@pytest.mark.parametrize(
    ("text", "value", "entity_type", "is_whole"),
    [
        ("王小明", "王小明", "PERSON", True),
        (" 王小明 ", "王小明", "PERSON", True),
        ("王小明先生", "王小明", "PERSON", True),
        ("王小明（本人）", "王小明", "PERSON", True),
        ("王小明菜刀", "王小明", "PERSON", False),
        ("文三路12号放门口", "文三路12号", "ADDRESS", True),
        ("请送到文三路12号", "文三路12号", "ADDRESS", False),
        ("电话13800138000", "13800138000", "PHONE_NUMBER", True),
        ("请拨打电话13800138000谢谢", "13800138000", "PHONE_NUMBER", False),
    ],
)
def test_whole(text: str, value: str, entity_type: str, is_whole: bool) -> None:
    assert whole_values(*found(text, value, entity_type)).tolist() == [is_whole]


@pytest.mark.parametrize(
    ("text", "value", "kept"),
    [
        ("上海市浦东新区****", "上海市浦东新区", False),
        ("王某某", "王某某", False),
        ("*小明", "小明", False),
        ("139xxxx1234", "139xxxx1234", False),
        ("13800138000", "13800138000", True),
        ("会员138****8000来电，说王小明没有收到货", "王小明", True),
    ],
)
def test_masked(text: str, value: str, kept: bool) -> None:
    group, findings, lengths = found(text, value, "ANY")
    assert len(without_masked(group.values, findings, lengths)) == kept


@pytest.mark.parametrize(
    ("entity_type", "text", "is_unsure"),
    [("IP_ADDRESS", "5.1.2.3", True), ("IP_ADDRESS", "51.1.2.3", False), ("ADDRESS", "杭州3区", True),
     ("ADDRESS", "文三路12号", False), ("EMAIL_ADDRESS", "a@b.cn", False)],
)  # fmt: skip
def test_unsure(entity_type: str, text: str, is_unsure: bool) -> None:
    assert unsure(entity_type, pa.array([text])).tolist() == [is_unsure]


def test_forms_tell_numbers_latin_and_chinese_texts_by_length() -> None:
    values = pa.array(["123", "abc", "456", "王五", "李小明", "无", "N/A", "杭州市西湖区文三路"])
    lengths = arrays.lengths(values)
    forms = cell_forms.forms(values, lengths, cell_forms.are_numbers(values)).tolist()
    assert forms[0] == forms[2] != forms[1]
    assert forms[3] == forms[4] != forms[7]
    assert forms[5] == forms[6] == cell_forms.NO_FORM
    cells = cell_forms.counts(np.array(forms), np.arange(1, 9))
    assert cells == {forms[0]: 4, forms[1]: 2, forms[3]: 9, forms[7]: 8}
