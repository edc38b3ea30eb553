"""Other detectors on the same columns, by the usual rule: the type that half of the cells or more are."""

from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec

import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from benchmarks._columns_score import Answer
from benchmarks._columns_tables import Column

Finder = Callable[[str], set[str]]

# Cells of a column that a peer sees: Presidio reads 1 000 a second, and a majority shows in few.
CELLS = 40
_MAJORITY = 0.5
_PRESIDIO_TYPES = {
    "PHONE_NUMBER": "PHONE_NUMBER", "EMAIL_ADDRESS": "EMAIL_ADDRESS", "CREDIT_CARD": "CREDIT_CARD",
    "IP_ADDRESS": "IP_ADDRESS", "MAC_ADDRESS": "MAC_ADDRESS", "PERSON": "PERSON", "LOCATION": "LOCATION",
}  # fmt: skip
_ARGUS_TYPES = {
    "phone": "PHONE_NUMBER",
    "phone_landline": "PHONE_NUMBER",
    "id_number": "CN_ID_CARD",
    "bank_card": "CREDIT_CARD",
    "email": "EMAIL_ADDRESS",
    "passport": "CN_PASSPORT",
    "license_plate": "CN_LICENSE_PLATE",
    "address": "ADDRESS",
    "ip_address": "IP_ADDRESS",
    "mac_address": "MAC_ADDRESS",
    "imei": "IMEI",
    "person": "PERSON",
    "location": "LOCATION",
    "organization": "ORGANIZATION",
    "date_of_birth": "DATE_OF_BIRTH",
    "wechat": "WECHAT_ID",
    "qq": "QQ_NUMBER",
    "credit_code": "CN_USCC",
    "eep": "CN_TRAVEL_PERMIT",
    "hrp": "CN_TRAVEL_PERMIT",
    "aws_access_key": "CREDENTIAL",
    "github_token": "CREDENTIAL",
    "openai_api_key": "CREDENTIAL",
    "jwt": "CREDENTIAL",
}


def peers() -> dict[str, Finder]:
    """Presidio as installed, and argus-redact where somebody has it (`uv run --with argus-redact`)."""
    found: dict[str, Finder] = {"presidio": _presidio()}
    if find_spec("argus_redact"):
        found["argus_redact"] = _argus()
    return found


def majority(columns: Sequence[Column], find: Finder) -> list[Answer]:
    """What `find` says of each column: the one type that at least half of its cells hold."""
    answers = []
    for column in columns:
        cells = [str(cell) for cell in column.cells.to_pylist() if cell is not None][:CELLS]
        counts = Counter(name for cell in cells for name in find(cell))
        leading = [name for name, count in counts.most_common(1) if count >= _MAJORITY * len(cells)]
        answers.append(Answer(column, dict.fromkeys(leading, 1.0)))
    return answers


def _presidio() -> Finder:
    # It would fetch the list of public suffixes; the one in the package serves.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    registry = RecognizerRegistry()
    no_model = NoOpNlpEngine(models=[{"lang_code": "en", "model_name": "none"}])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=no_model)
    engine = AnalyzerEngine(registry=registry, nlp_engine=no_model, supported_languages=["en"])

    def find(text: str) -> set[str]:
        found = engine.analyze(text, "en", score_threshold=0.4)
        return {
            _PRESIDIO_TYPES[result.entity_type] for result in found if result.entity_type in _PRESIDIO_TYPES
        }

    return find


def _argus() -> Finder:
    from argus_redact import redact  # type: ignore[import-not-found]

    def find(text: str) -> set[str]:
        types = redact(text, lang=["zh", "en"], with_types=True)[2].values()
        return {_ARGUS_TYPES[name] for name in types if name in _ARGUS_TYPES}

    return find
