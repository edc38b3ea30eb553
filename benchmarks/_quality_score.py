"""Precision, recall and F of findings, per set and setting. Only the exact span and type count."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from benchmarks._quality_samples import OWN, Finding, Sample, entity_type_of, set_of

# precision (None where nothing was found), recall, F, findings elsewhere per 10 000 samples
Figures = list[float | None]


class Tally:
    """What was found in the samples of one part.

    right, wrong, missed: findings per (set, setting). `wrong` counts those in the set's own samples,
    `elsewhere` those in samples that were made for another set.
    """

    def __init__(self) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.wrong: Counter[tuple[str, str]] = Counter()
        self.missed: Counter[tuple[str, str]] = Counter()
        self.elsewhere: Counter[tuple[str, str]] = Counter()
        self.samples: Counter[str] = Counter()
        self.by_kind: Counter[tuple[str, str, str]] = Counter()
        self.kinds: Counter[tuple[str, str, str]] = Counter()

    def add(self, sample: Sample, found: Iterable[Finding]) -> None:
        setting, about = sample.setting, sample.about
        found = set(found)
        self.samples[setting] += 1
        self.kinds[about, setting, sample.kind] += 1
        self.right.update((set_of(finding), setting) for finding in found & sample.truth)
        self.missed.update((set_of(finding), setting) for finding in sample.truth - found)
        for finding in found - sample.truth:
            is_own = set_of(finding) == about or entity_type_of(about) == finding.entity_type
            (self.wrong if is_own else self.elsewhere)[about if is_own else set_of(finding), setting] += 1
            self.by_kind[about, setting, sample.kind] += is_own

    def figures(self) -> dict[str, dict[str, Figures]]:
        """Per set and setting: precision, recall, F, findings in other sets' samples per 10 000 of these."""
        result: dict[str, dict[str, Figures]] = defaultdict(dict)
        for about, setting in sorted(self.right.keys() | self.missed.keys()):
            right, wrong = self.right[about, setting], self.wrong[about, setting]
            precision = right / (right + wrong) if right + wrong else None
            recall = right / max(1, right + self.missed[about, setting])
            measure = 2 * precision * recall / (precision + recall) if precision and recall else 0.0
            result[about][setting] = [
                None if precision is None else round(precision, 4),
                round(recall, 4),
                round(measure, 4),
                round(1e4 * self.elsewhere[about, setting] / self.samples[setting], 2),
            ]
        return dict(result)

    def false_positives(self) -> dict[str, float]:
        """Share of samples of a look-alike in which its type was found, where any was."""
        return {
            "/".join(key): round(count / self.kinds[key], 4)
            for key, count in sorted(self.by_kind.items())
            if count and key[2] != OWN
        }


def tally(samples: Sequence[Sample], found: Sequence[Iterable[Finding]]) -> Tally:
    result = Tally()
    for sample, findings in zip(samples, found, strict=True):
        result.add(sample, findings)
    return result
