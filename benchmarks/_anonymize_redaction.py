"""How much of the personal information in free texts redaction takes out."""

from collections import Counter
from pathlib import Path

import pyarrow as pa

from benchmarks._quality_samples import Part
from policy.anonymization import Rules
from privacy.anonymization.transforms import Context, transforms

SEED = 11
SAMPLES = 60
RULES = Rules.model_validate({"k": 2, "suppression_limit": 0, "quasi": {"age": "category"}})


def redaction() -> dict[str, float]:
    """Share of the labelled values of held-out texts that the redacted texts no longer hold.

    `text`: with a word that says what it is; `bare`: without. See benchmarks/quality.py for the samples.
    """
    samples = [
        sample
        for sample in Part("held_out").samples(SAMPLES, SEED)
        if sample.truth and sample.setting in ("text", "bare")
    ]
    table = pa.table({"text": [sample.text for sample in samples]})
    context = Context(table, "text", RULES, "", Path(), None)
    shown = transforms()["redact"].apply(table["text"].combine_chunks(), "", context)
    assert shown is not None
    gone, every = Counter[str](), Counter[str]()
    for sample, text in zip(samples, shown.to_pylist(), strict=True):
        for finding in sample.truth:
            every[sample.setting] += 1
            gone[sample.setting] += sample.text[finding.start : finding.end] not in text
    return {f"redaction_recall_{setting}": round(gone[setting] / every[setting], 4) for setting in every}
