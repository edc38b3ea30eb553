"""The scan beside Presidio's batch analyzer with the same recognizers, plain RE2 passes, and the name model.

`presidio-batch` is BatchAnalyzerEngine followed by the same overlap rule. It gets the same texts (JSON by
path) of a slice of rows, and its time is scaled to all rows. `re2-pass` matches the union of all shapes as
declared against every text column of the same batches: it finds no position, checks no digit and knows no
context. In one expression the shapes outgrow RE2's automaton and take a hundred times as long, so they are
given in as many as are fastest for the set, tried on some of its rows. `re2-reportable` is the same with
those shapes only that are a finding without any word of context; `re2-prefilter` with the shapes as the scan
itself asks first, which does not count long repetitions. `name-model` tags, in the scan's own batches, the
texts that the scan sends to the model.
"""

import resource
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NoOpNlpEngine

from benchmarks import _scan_tables as tables
from privacy.detection.cells import cell_groups
from privacy.detection.context import ChineseContextEnhancer
from privacy.detection.engine import MINIMUM_SCORE, build_analyzer
from privacy.detection.name_engine import ChineseNameEngine
from privacy.detection.overlap import resolve
from privacy.detection.recognizer import LANGUAGE
from privacy.detection.registry import load_recognizers
from privacy.detection.scan import scan_batch
from privacy.detection.scan_plan import Expressions, unions
from privacy.detection.scan_source import BATCH_ROWS
from privacy.detection.spans import Span

SETS: dict[str, Callable[[int, int], pa.RecordBatch]] = {
    "mixed": tables.mixed,
    "dense": tables.dense,
    "impersonal": tables.impersonal,
}
# Rows that Presidio gets; at some milliseconds a row, all of them would take hours.
SLICE = 300
_NAME_ROWS = 10_000
# Rows and lengths of a union with which the fastest form of a pass is chosen.
_PASS_ROWS = 4_096
_UNION_CHARACTERS = (500, 1_000, 1_500, 2_000, 3_000, 6_000, 8_500, 20_000)
Result = TypeVar("Result")
Finding = tuple[str, str | None, int, str, int, int, float]


def main(n: int = 200_000) -> dict[str, object]:
    """CPU seconds over `n` rows of each set; every ratio is peer ÷ ours, above 1 we are faster."""
    patterns = _pattern_analyzer()
    figures: dict[str, object] = {}
    agree = True
    for name, make in SETS.items():
        slice_ = make(SLICE, 0)
        # Imports, tables of public suffixes and compiled expressions belong to neither side.
        _scan(slice_, patterns)
        by_presidio(slice_.slice(0, 20), patterns)
        timed = [_cpu(lambda batch=slice_: by_presidio(batch, patterns)) for _ in range(2)]  # type: ignore[misc]
        presidio_s, expected = min(timed)
        agree &= expected == _scan(slice_, patterns)
        ours_s = first_s = 0.0
        expressions = _fastest_passes(make(min(n, _PASS_ROWS), 0))
        passes = dict.fromkeys(expressions, 0.0)
        for batch in _batches(make, n):
            seconds = _cpu(lambda batch=batch: scan_batch(batch, patterns, table="t"))[0]  # type: ignore[misc]
            ours_s, first_s = ours_s + seconds, first_s or seconds
            for kind, given in expressions.items():
                passes[kind] += _cpu(lambda b=batch, e=given: _re2_pass(b, e))[0]  # type: ignore[misc]
        presidio_s *= n / SLICE
        figures |= {
            f"{name}_ours_s": round(ours_s, 3),
            f"{name}_presidio_batch_s": round(presidio_s, 1),
            f"{name}_presidio_batch_ratio": round(presidio_s / ours_s, 1),
        }
        for kind, seconds in passes.items():
            figures |= {
                f"{name}_{kind}_s": round(seconds, 3),
                f"{name}_{kind}_expressions": len(expressions[kind]),
                f"{name}_{kind}_ratio": round(seconds / ours_s, 3),
                f"{name}_ours_per_{kind}": round(ours_s / seconds, 2),
            }
        if n >= 2 * BATCH_ROWS:
            # Every batch costs the same, so ten times the rows cost ten times the seconds.
            figures[f"{name}_cost_of_tenfold"] = round(10 * ours_s / n * min(n, BATCH_ROWS) / first_s, 2)
    names, names_agree = _with_names(min(n, 20_000))
    return {
        "name": "scan",
        "peer": "presidio-batch",
        "ours_s": figures["mixed_ours_s"],
        "peer_s": figures["mixed_presidio_batch_s"],
        "ratio": figures["mixed_presidio_batch_ratio"],
        "agree": agree and names_agree,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "n": n,
        "presidio_batch_is": f"timed on {SLICE} rows of each set, scaled; findings equal there to the span",
        **figures,
        **names,
    }


def by_presidio(batch: pa.RecordBatch, analyzer: AnalyzerEngine) -> list[Finding]:
    """The findings of BatchAnalyzerEngine in every cell, cell by cell, after the overlap rule."""
    engine = BatchAnalyzerEngine(analyzer)
    found: list[Finding] = []
    for group in cell_groups(batch, {}, lambda key: False):
        texts = group.values.take(pa.array(group.codes)).to_pylist()
        results = engine.analyze_iterator(texts, LANGUAGE, context=[group.header])
        for row, entities in zip(group.rows.tolist(), results, strict=True):
            for span in resolve(Span(e.entity_type, e.start, e.end, e.score, "") for e in entities):
                found.append(
                    (group.column, group.path, row, span.entity_type, span.start, span.end, span.score)
                )
    return sorted(found, key=str)


def _scan(batch: pa.RecordBatch, analyzer: AnalyzerEngine) -> list[Finding]:
    columns = ("column", "path", "row", "entity_type", "start", "end", "score")
    rows = scan_batch(batch, analyzer, table="t").select(columns).to_pylist()
    return sorted((tuple(row[column] for column in columns) for row in rows), key=str)


def _re2_pass(batch: pa.RecordBatch, expressions: Expressions) -> None:
    for column in batch.columns:
        if pa.types.is_string(column.type):
            for expression in expressions:
                pc.match_substring_regex(column, expression)


def _fastest_passes(batch: pa.RecordBatch) -> dict[str, Expressions]:
    """Per kind of pass, of the unions of several lengths those that are fastest on this batch."""
    shapes = [shape for recognizer in load_recognizers() for shape in recognizer.SHAPES]
    expressions = {
        "re2_pass": [shape.loose or shape.consuming for shape in shapes],
        "re2_reportable": [
            shape.loose or shape.consuming for shape in shapes if shape.score >= MINIMUM_SCORE
        ],
        "re2_prefilter": [shape.prefilter for shape in shapes],
    }
    fastest: dict[str, Expressions] = {}
    for kind, parts in expressions.items():
        candidates = [unions(parts, characters) for characters in _UNION_CHARACTERS]
        seconds = [_cpu(lambda given=given: _re2_pass(batch, given))[0] for given in candidates]  # type: ignore[misc]
        fastest[kind] = candidates[seconds.index(min(seconds))]
    return fastest


def _with_names(n: int) -> tuple[dict[str, object], bool]:
    """Texts with names: against the model alone over what reaches it, and against Presidio on a slice."""
    analyzer = build_analyzer()
    agree = True
    for make in (tables.mixed, tables.remarks):
        slice_ = make(SLICE, 0)
        agree &= by_presidio(slice_, analyzer) == _scan(slice_, analyzer)
    seen: list[list[str]] = []
    engine: Any = analyzer.nlp_engine
    tag = engine.entities

    def recorded(texts: list[str]) -> Any:
        seen.append(texts)
        return tag(texts)

    engine.entities = recorded
    alone = ChineseNameEngine()
    alone.load()
    ours_s = model_s = 0.0
    texts = 0
    for number, start in enumerate(range(0, n, _NAME_ROWS), 1):
        batch = tables.remarks(min(_NAME_ROWS, n - start), number)
        seen.clear()
        ours_s += _cpu(lambda batch=batch: scan_batch(batch, analyzer, table="t"))[0]  # type: ignore[misc]
        # In turn with the scan, so that whatever else the machine does falls on both.
        model_s += sum(_cpu(lambda given=given: alone.entities(given))[0] for given in seen)  # type: ignore[misc]
        texts += sum(map(len, seen))
    return {
        "names_n": n,
        "names_texts": texts,
        "names_ours_s": round(ours_s, 3),
        "names_name_model_s": round(model_s, 3),
        "names_name_model_ratio": round(model_s / ours_s, 3),
    }, agree


def _pattern_analyzer() -> AnalyzerEngine:
    """The product's analyzer without its name model."""
    nothing = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": "none"}])
    nothing.load()
    registry = RecognizerRegistry(recognizers=load_recognizers(), supported_languages=[LANGUAGE])
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=nothing,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=ChineseContextEnhancer(),
        default_score_threshold=MINIMUM_SCORE,
    )


def _batches(make: Callable[[int, int], pa.RecordBatch], n: int) -> Iterator[pa.RecordBatch]:
    """The rows in batches, made one at a time so that memory shows what the scan needs."""
    for number, start in enumerate(range(0, n, BATCH_ROWS), 1):
        yield make(min(BATCH_ROWS, n - start), number)


def _cpu(work: Callable[[], Result]) -> tuple[float, Result]:
    start = time.process_time()
    result = work()
    return time.process_time() - start, result
