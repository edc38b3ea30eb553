"""What finds personal data: the scan, and its peers as they come out of the box."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from typing import Any

import pyarrow as pa
import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine

from benchmarks._quality_samples import Finding, Sample
from privacy.detection.engine import build_analyzer
from privacy.detection.overlap import resolve
from privacy.detection.scan import scan_batch
from privacy.detection.spans import Span

Finder = Callable[[Sequence[Sample]], list[set[Finding]]]

_ARGUS_TYPES = {
    "phone": "PHONE_NUMBER",
    "phone_landline": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS",
    "id_number": "CN_ID_CARD",
    "bank_card": "CREDIT_CARD",
    "license_plate": "CN_LICENSE_PLATE",
    "credit_code": "CN_USCC",
    "ip_address": "IP_ADDRESS",
    "mac_address": "MAC_ADDRESS",
    "imei": "IMEI",
    "passport": "CN_PASSPORT",
    "eep": "CN_TRAVEL_PERMIT",
    "hrp": "CN_TRAVEL_PERMIT",
    "qq": "QQ_NUMBER",
    "wechat": "WECHAT_ID",
    "date_of_birth": "DATE_OF_BIRTH",
    "aws_access_key": "CREDENTIAL",
    "github_token": "CREDENTIAL",
    "openai_api_key": "CREDENTIAL",
    "jwt": "CREDENTIAL",
    "ssh_private_key": "CREDENTIAL",
}


def ours() -> Finder:
    """The scan of whole columns; samples with the same header are one column."""
    analyzer = build_analyzer()

    def find(samples: Sequence[Sample]) -> list[set[Finding]]:
        found: list[set[Finding]] = [set() for _ in samples]
        columns: dict[str, list[int]] = defaultdict(list)
        for number, sample in enumerate(samples):
            columns[sample.header].append(number)
        for header, numbers in columns.items():
            batch = pa.record_batch({header: pa.array([samples[number].text for number in numbers])})
            for row in scan_batch(batch, analyzer, table="samples").to_pylist():
                found[numbers[row["row"]]].add(Finding(row["entity_type"], row["start"], row["end"]))
        return found

    return find


def presidio() -> Finder:
    """Presidio's own recognizers for English, header as context, on tokens without a trained model."""
    # It would fetch the list of public suffixes; the one in the package serves.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.nlp = {"en": spacy.blank("en")}  # type: ignore[assignment]
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine)

    def find(samples: Sequence[Sample]) -> list[set[Finding]]:
        return [_best(analyzer.analyze(sample.text, "en", context=[sample.header])) for sample in samples]

    return find


def _best(results: Sequence[Any]) -> set[Finding]:
    """Overlaps by our rule: Presidio leaves them to whoever uses the findings."""
    spans = resolve(Span(r.entity_type, r.start, r.end, r.score, "") for r in results)
    return {Finding(span.entity_type, span.start, span.end) for span in spans}


def argus() -> Finder | None:
    """argus-redact's patterns for Chinese and English; None where it is not installed.

    It takes no header: a cell is given to it as `header: cell`.
    """
    if not find_spec("argus_redact"):
        return None
    from argus_redact import redact  # type: ignore[import-not-found]

    def find(samples: Sequence[Sample]) -> list[set[Finding]]:
        return [
            _shifted(redact(f"{prefix}{sample.text}", lang=["zh", "en"], report=True).entities, len(prefix))
            for sample in samples
            for prefix in [f"{sample.header}: " if sample.setting == "header" else ""]
        ]

    return find


def _shifted(entities: Sequence[dict[str, Any]], by: int) -> set[Finding]:
    return {
        Finding(_ARGUS_TYPES.get(found["type"], found["type"]), found["start"] - by, found["end"] - by)
        for found in entities
    }
