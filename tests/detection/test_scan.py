"""The kernel's findings are Presidio's with the same recognizers, cell by cell."""

import random
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry

from privacy.detection.engine import build_analyzer
from privacy.detection.overlap import resolve
from privacy.detection.scan import FINDINGS_SCHEMA, scan_batch
from privacy.detection.spans import Span
from privacy.detection.value_scanner import ValueScanner

# Pieces that break careless kernels: neighbours, full-width digits, context near and far, line breaks.
PIECES = [
    "13800138000", "１３８００１３８０００", "+86 139-0013-8000", "010-88886666转8", "a.b@qq.com",
    "ａ@qq.com", "11010519491231002X", "110105491231002", "4111 1111 1111 1111", "6222021234567890128",
    "E12345678", "浙A12345", "91350100M000100Y43", "杭州市西湖区文三路90号3单元201室", "192.168.1.1",
    "2001:db8:85a3::8a2e:370:7334", "00:1A:2b:3C:4d:5E", "352099001761481", "微信号：abc_12345", "QQ",
    "12345678", "1990-01-02", "19900102", "30.274150,120.155150", "密码是Abc12345!", "王伟", "欧阳娜娜",
    "张小泉", "华为", "订单号", "手机", "身份证", "出生日期", "护照", "卡号", "order", "phone", "ip",
    "收件人", "收件人王伟", "李女士", "我是",
    "生日", "：", " ", "，", "。", "\n", "-", ".", "/", "@", "x", "1", "的", "\u3000", "\u00a0", "İ",
    "ſ", "K", "😀", "的电话", "住在", "版本", "\x1e", "\x00", "\t", "\r\n", "ı", "Телефон", "هاتف", "전화",
    "1380013800013900139000", "a.b@sina.com.cn", "12:30:00", "Abc" * 400, "电" * 300,
]  # fmt: skip
HEADERS = [
    "v", "phone", "order_no", "qq", "微信号", "birthDate", "password", "姓名", "password_hash", "lat",
    "imei", "brand",
]  # fmt: skip
KINDS = [
    "person", "phone", "email", "citizen_id", "card", "address", "ip", "mac", "plate", "qq", "birthday",
    "complaint", "address_request", "plain_password", "order_number", "epoch_seconds", "time_text", "amount",
    "hash", "uuid", "masked_phone", "random_16", "user_agent", "remark_or_number", "short_remark_with_name",
]  # fmt: skip


def by_presidio(analyzer: AnalyzerEngine, text: str, header: str) -> list[tuple[str, int, int, float]]:
    results = analyzer.analyze(text, "zh", context=[header])
    spans = resolve(Span(r.entity_type, r.start, r.end, r.score, "") for r in results)
    return [(span.entity_type, span.start, span.end, span.score) for span in spans]


def by_kernel(
    analyzer: AnalyzerEngine, texts: list[str], header: str
) -> list[list[tuple[str, int, int, float]]]:
    batch = pa.record_batch({header: pa.array(texts, pa.string())})
    found: list[list[tuple[str, int, int, float]]] = [[] for _ in texts]
    for finding in scan_batch(batch, analyzer, table="t").to_pylist():
        found[finding["row"]].append(
            (finding["entity_type"], finding["start"], finding["end"], finding["score"])
        )
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=6),
    header=st.sampled_from(HEADERS),
)
def test_equals_presidio_on_adversarial_cells(
    analyzer: AnalyzerEngine, parts: list[str], header: str
) -> None:
    text = "".join(parts)
    if text.lstrip()[:1] in ("{", "["):
        return
    assert by_kernel(analyzer, [text], header)[0] == by_presidio(analyzer, text, header)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    kind=st.sampled_from(KINDS),
    header=st.sampled_from(HEADERS),
    seed=st.integers(0, 10**6),
    odd=st.lists(
        st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3), st.just("VALUE")), max_size=4),
        max_size=5,
    ),
)
def test_equals_presidio_on_columns_of_one_kind(
    analyzer: AnalyzerEngine,
    column: Callable[..., list[object]],
    kind: str,
    header: str,
    seed: int,
    odd: list[list[str]],
) -> None:
    """Columns long enough for whole-array decisions, with some cells that are nearly of their kind."""
    texts = [str(value) for part in (seed, seed + 1) for value in column(kind, part)]
    for number, parts in enumerate(odd):
        texts[number * 7] = "".join(parts).replace("VALUE", texts[number * 7])
    texts = [text for text in texts if text.lstrip()[:1] not in ("{", "[")]
    assert by_kernel(analyzer, texts, header) == [by_presidio(analyzer, text, header) for text in texts]


@pytest.mark.parametrize("header", HEADERS)
def test_equals_presidio_on_a_mixed_column(analyzer: AnalyzerEngine, header: str) -> None:
    shuffled = random.Random(header)
    texts = [
        "".join(shuffled.choice(PIECES) for _ in range(shuffled.randint(1, 7))) for _ in range(150)
    ] + PIECES
    assert by_kernel(analyzer, texts, header) == [by_presidio(analyzer, text, header) for text in texts]


def test_one_row_per_finding_counted_from_the_first_row(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch(
        {
            "id": pa.array([1, 2, 3]),
            "note": ["打13800138000或13900139000", None, "打13800138000或13900139000"],
        }
    )
    found = scan_batch(batch, analyzer, table="t", first_row=100)
    assert found.schema == FINDINGS_SCHEMA
    assert [(row["row"], row["start"], row["end"]) for row in found.to_pylist()] == [
        (100, 1, 12), (100, 13, 24), (102, 1, 12), (102, 13, 24),
    ]  # fmt: skip


def test_json_cells_are_searched_by_path(analyzer: AnalyzerEngine) -> None:
    cell = '{"a": {"phone": "13800138000", "ok": true}, "list": [{"mail": "a.b@qq.com"}], "n": 13900139000}'
    nested = '{"raw": "{\\"mobile\\": \\"13700137000\\"}"}'
    batch = pa.record_batch({"extra": [cell, "not json 13600136000", nested, "[broken 13500135000"]})
    found = [
        (row["path"], row["row"], row["entity_type"])
        for row in scan_batch(batch, analyzer, table="t").to_pylist()
    ]
    assert sorted(found, key=lambda entry: (entry[1], entry[0] or "")) == [
        ("$.a.phone", 0, "PHONE_NUMBER"),
        ("$.list[*].mail", 0, "EMAIL_ADDRESS"),
        ("$.n", 0, "PHONE_NUMBER"),
        (None, 1, "PHONE_NUMBER"),
        ("$.raw.mobile", 2, "PHONE_NUMBER"),
        (None, 3, "PHONE_NUMBER"),
    ]


def test_a_key_that_is_personal_data_stays_out_of_the_path(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch({"extra": ['{"13800138000": {"city": "x"}, "a.b@qq.com": 1, "王小伟": 2}']})
    found = scan_batch(batch, analyzer, table="t").to_pylist()
    assert {row["path"] for row in found} == {"$.*"}
    assert {row["entity_type"] for row in found} == {"PHONE_NUMBER", "EMAIL_ADDRESS", "PERSON"}


def test_json_keys_are_context(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch({"profile": ['{"qq": "12345678", "size": "12345678"}']})
    assert [row["path"] for row in scan_batch(batch, analyzer, table="t").to_pylist()] == ["$.qq"]


def test_lists_structs_and_maps_are_walked(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch(
        {
            "phones": pa.array([["13800138000", "x"], None, []], pa.list_(pa.string())),
            "person": pa.array([None, {"mail": "a.b@qq.com"}, None], pa.struct([("mail", pa.string())])),
            "kv": pa.array([[("ip", "8.8.8.8")], None, None], pa.map_(pa.string(), pa.string())),
        }
    )
    found = [
        (row["column"], row["path"], row["row"]) for row in scan_batch(batch, analyzer, table="t").to_pylist()
    ]
    assert sorted(found) == [("kv", "$.ip", 0), ("person", "$.mail", 1), ("phones", "$[*]", 0)]


def test_columns_of_other_types(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch(
        {
            "mobile": pa.array([13800138000, None]),
            "mobile_float": pa.array([13800138000.0, None]),
            "mobile_decimal": pa.array([Decimal(13800138000), None], pa.decimal128(20, 0)),
            "small": pa.array([1, 2]),
            "amount": pa.array([13800138000.5, 1.0]),
            "flag": pa.array([True, False]),
            "created_at": pa.array([datetime(1990, 1, 2), None]),
            "birthday": pa.array([date(1990, 1, 2), None]),
            "born": pa.array([datetime(1990, 1, 2, 3, 4), None]),
            "huge": pa.array([-1e300, 1e4]),
            "lat": pa.array([30.27415, 95.5]),
            "blob": pa.array([b"13800138000", None]),
            "level": pa.array(["13800138000", None]).dictionary_encode(),
        }
    )
    found = {row["column"]: row["entity_type"] for row in scan_batch(batch, analyzer, table="t").to_pylist()}
    assert found == {
        "mobile": "PHONE_NUMBER",
        "mobile_float": "PHONE_NUMBER",
        "mobile_decimal": "PHONE_NUMBER",
        "birthday": "DATE_OF_BIRTH",
        "born": "DATE_OF_BIRTH",
        "lat": "GPS_COORDINATES",
        "level": "PHONE_NUMBER",
    }


def test_a_hint_replaces_the_column_name(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch({"c7": ["12345678"]})
    assert scan_batch(batch, analyzer, table="t").num_rows == 0
    assert scan_batch(batch, analyzer, table="t", headers={"c7": "QQ号"}).num_rows == 1


def test_empty_batches_and_columns(analyzer: AnalyzerEngine) -> None:
    batch = pa.record_batch({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())})
    assert scan_batch(batch, analyzer, table="t").num_rows == 0
    batch = pa.record_batch(
        {"a": pa.array([None, None], pa.string()), "b": pa.array([None, None], pa.float64())}
    )
    assert scan_batch(batch, analyzer, table="t").num_rows == 0


def test_a_recognizer_the_kernel_cannot_run_is_refused() -> None:
    analyzer = build_analyzer()
    foreign = PatternRecognizer("X", patterns=[Pattern("x", "x", 0.5)], supported_language="zh")
    analyzer.registry = RecognizerRegistry(
        recognizers=[*analyzer.registry.recognizers, foreign], supported_languages=["zh"]
    )
    with pytest.raises(TypeError, match="PatternRecognizer"):
        ValueScanner(analyzer)
