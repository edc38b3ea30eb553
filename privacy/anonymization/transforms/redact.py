"""Free text whose personal information is replaced by the name of its kind, by Presidio's anonymizer.

Found are the spans that a scan finds, English names by their form, and the row's own direct identifiers
wherever they stand. What remains is still a text that its author may know again, and
what no recognizer knows stays: such a table is de-identified, not anonymised.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.transforms.english_names import english_names
from privacy.anonymization.transforms.transform import Context, Transform

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

# Lower than a scan's: a number masked without need costs an analyst little, one that stays may name a person.
LEAST_SCORE = 0.1
# A shorter identifier, such as a gender's code, would blank out half a text.
SHORTEST_IDENTIFIER = 2
_HAN = re.compile("[一-鿿]")
KINDS_ZH = {
    "PERSON": "姓名", "PHONE_NUMBER": "电话", "EMAIL_ADDRESS": "邮箱", "CN_ID_CARD": "身份证号",
    "CREDIT_CARD": "银行卡号", "CN_PASSPORT": "护照号", "CN_TRAVEL_PERMIT": "通行证号",
    "CN_LICENSE_PLATE": "车牌号", "CN_USCC": "信用代码", "ADDRESS": "地址", "LOCATION": "地点",
    "ORGANIZATION": "机构", "IP_ADDRESS": "IP地址", "MAC_ADDRESS": "MAC地址", "IMEI": "设备号",
    "WECHAT_ID": "微信号", "QQ_NUMBER": "QQ号", "DATE_OF_BIRTH": "出生日期", "GPS_COORDINATES": "坐标",
    "CREDENTIAL": "凭据", "IDENTIFIER": "标识",
}  # fmt: skip


def redacted(texts: Sequence[str], spans: Sequence[Iterable[tuple[str, int, int]]]) -> list[str]:
    """Each text with its spans (kind, start, end) replaced: `<电话>` in Chinese, else `<PHONE_NUMBER>`."""
    # Presidio takes seconds to import, and most releases hold no free text.
    from presidio_anonymizer import AnonymizerEngine
    from presidio_anonymizer.entities import OperatorConfig, RecognizerResult

    engine = AnonymizerEngine()
    shown = []
    for text, found in zip(texts, spans, strict=True):
        results = [RecognizerResult(kind, start, end, 1.0) for kind, start, end in found]
        if not results:
            shown.append(text)
            continue
        chinese = _HAN.search(text) is not None
        operators = {
            result.entity_type: OperatorConfig("replace", {"new_value": _placeholder(result, chinese)})
            for result in results
        }
        shown.append(engine.anonymize(text, results, operators).text)
    return shown


def _placeholder(result: Any, chinese: bool) -> str:
    kind: str = result.entity_type
    return f"<{KINDS_ZH.get(kind, '个人信息')}>" if chinese else f"<{kind}>"


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    texts = values.cast(pa.string())
    present = pc.drop_null(texts)
    spans: list[list[tuple[str, int, int]]] = [[] for _ in range(len(present))]
    if len(present):
        for text, kind, start, end in _findings(present, context.column):
            spans[text].append((kind, start, end))
        for found, text in zip(spans, present.to_pylist(), strict=True):
            found += [("PERSON", start, end) for start, end in english_names(text)]
        _add_own_identifiers(spans, present, pc.indices_nonzero(pc.is_valid(texts)), context)
    shown = iter(redacted(present.to_pylist(), spans))
    return pa.array([next(shown) if valid else None for valid in pc.is_valid(texts).to_pylist()], pa.string())


def _findings(texts: pa.Array, column: str) -> Iterable[tuple[int, str, int, int]]:
    """(index of the text, kind, start, end) of every finding; equal texts are looked at once."""
    from privacy.detection.findings import per_cell
    from privacy.detection.value_scanner import ValueScanner

    encoded = pc.dictionary_encode(texts)
    found = ValueScanner.of(_analyzer()).findings(encoded.dictionary, column)
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    chosen, cells = per_cell(found.texts, codes, len(encoded.dictionary))
    for index, cell in zip(chosen.tolist(), cells.tolist(), strict=True):
        yield (
            cell,
            found.entity_types[found.types[index]],
            int(found.starts[index]),
            int(found.ends[index]),
        )


def _add_own_identifiers(
    spans: list[list[tuple[str, int, int]]], texts: pa.Array, rows: pa.Array, context: Context
) -> None:
    """The row's own direct identifiers inside its text, whatever they look like."""
    for column, treatment in context.rules.direct.items():
        if column == context.column or treatment == "redact":
            continue
        own = pc.take(context.table[column].combine_chunks().cast(pa.string()), rows).to_pylist()
        for found, text, identifier in zip(spans, texts.to_pylist(), own, strict=True):
            if identifier is None or len(identifier) < SHORTEST_IDENTIFIER:
                continue
            at = text.casefold().find(identifier.casefold())
            while at >= 0:
                found.append(("IDENTIFIER", at, at + len(identifier)))
                at = text.casefold().find(identifier.casefold(), at + 1)


@lru_cache(maxsize=1)
def _analyzer() -> "AnalyzerEngine":
    from privacy.detection.engine import build_analyzer

    analyzer = build_analyzer()
    analyzer.default_score_threshold = LEAST_SCORE
    return analyzer


TRANSFORM = Transform("redact", _apply, hides_rare=False)
