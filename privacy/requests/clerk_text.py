"""What a clerk types into a register is kept in the clear, so it must name nobody."""

from functools import lru_cache

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from policy.errors import UsageError
from policy.pii import PiiPolicy
from policy.text import Text
from privacy.detection.engine import build_analyzer
from privacy.detection.value_scanner import ValueScanner


def require_impersonal(option: str, text: str, grades: PiiPolicy) -> str:
    """The text, trimmed. Raises UsageError where it is empty or the detector finds a person in it."""
    text = text.strip()
    if not text:
        raise UsageError(
            Text(zh=f"{option} 是空的", en=f"{option} is empty"), Text(zh="请填写。", en="Fill it in.")
        )
    found = ValueScanner.of(_analyzer()).findings(pa.array([text]), None)
    kinds = sorted({found.entity_types[number] for number in found.types.tolist()})
    personal = [
        kind for kind in kinds if kind not in grades.entity_types or grades.entity_types[kind].personal
    ]
    if personal:
        named = grades.entity_types.get(personal[0])
        title = named.title if named else Text(zh=personal[0], en=personal[0])
        raise UsageError(
            Text(
                zh=f"{option} 含有个人信息（{title.zh}）",
                en=f"{option} holds personal data ({title.en})",
            ),
            Text(
                zh="登记册以明文保存这段文字：请改写，或引用案卷编号。",
                en="The register keeps this text in the clear: reword it, or refer to a file by its number.",
            ),
        )
    return text


@lru_cache(maxsize=1)
def _analyzer() -> AnalyzerEngine:
    return build_analyzer()
