"""What is remembered comes back as it was, holds no value, and is forgotten when it is gone."""

import zlib
from pathlib import Path

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from policy.text import Text
from privacy.detection.incremental.codec import from_bytes, to_bytes
from privacy.detection.incremental.coverage import TableCoverage, summary
from privacy.detection.incremental.memory import ScanMemory, Setting
from privacy.detection.scan import analyse_batch
from privacy.detection.tally import ColumnTally
from privacy.detection.verdict import verdicts
from privacy.stores.catalog import Column, Table

SECRETS = ["13800138000", "张伟雄", "secret.person@example.com"]


def tally_of(analyzer: AnalyzerEngine) -> ColumnTally:
    batch = pa.record_batch(
        {
            "phone": ["13800138000", "13912345678", None],
            "姓名": ["张伟雄", "李静", "王芳"],
            "note": ["secret.person@example.com 13800138000", "无", '{"tel": "13800138000"}'],
        }
    )
    tally = ColumnTally("t")
    tally.add(batch.num_rows, analyse_batch(batch, analyzer))
    return tally


def test_a_tally_survives_packing_in_its_order(analyzer: AnalyzerEngine) -> None:
    tally = tally_of(analyzer)
    again = from_bytes("t", to_bytes(tally))
    assert again.rows == tally.rows
    assert list(again.groups.items()) == list(tally.groups.items())
    for key, group in tally.groups.items():
        for entity_type, entity in group.entities.items():
            kept = again.groups[key].entities[entity_type]
            assert list(kept.shapes.items()) == list(entity.shapes.items())
    assert verdicts(again, {}) == verdicts(tally, {}) != []


def test_no_value_reaches_the_file(tmp_path: Path, analyzer: AnalyzerEngine, memory: ScanMemory) -> None:
    tally = tally_of(analyzer)
    memory.remember(Setting("s", "t", "v"), "f", tally)
    (packed,) = memory.connection.execute("SELECT tally FROM chunk_tallies").fetchone()

    text = zlib.decompress(packed).decode()
    assert "姓名" in text and not any(secret in text for secret in SECRETS)


def test_other_settings_tables_and_chunks_are_forgotten(analyzer: AnalyzerEngine, memory: ScanMemory) -> None:
    tally = tally_of(analyzer)
    old, new, other = Setting("s", "t", "1"), Setting("s", "t", "2"), Setting("s", "u", "1")
    for setting, fingerprint in ((old, "a"), (new, "a"), (new, "b"), (other, "a")):
        memory.remember(setting, fingerprint, tally)
    memory.keep_only(new, {"b"})
    assert [memory.fingerprints(setting) for setting in (old, new, other)] == [set(), {"b"}, {"a"}]
    memory.keep_tables("s", {"t"})
    assert [memory.fingerprints(setting) for setting in (new, other)] == [{"b"}, set()]


def test_columns_are_part_of_the_setting() -> None:
    table = Table("s", "t", (Column("a", "VARCHAR"),))
    wider = Table("s", "t", (Column("a", "VARCHAR"), Column("b", "VARCHAR")))
    assert Setting.of(table) == Setting.of(table) != Setting.of(wider)


def test_coverage_of_a_run_is_told_apart_and_in_words(memory: ScanMemory) -> None:
    method, cause = Text(zh="按内容", en="by content"), Text(zh="内容有变化", en="changed content")
    entries = [
        TableCoverage("s", "t", 1, 9, 0, 50, method, cause),
        TableCoverage("s", "u", 0, 3, 2, 0, method, cause),
    ]
    memory.record_coverage("run", entries)
    assert memory.coverage("run") == entries and memory.coverage("another") == []
    line = summary(entries)
    assert line.en == (
        "Scanned 2 tables: 1 chunks read (50 rows), 12 skipped because their content is unchanged; "
        "read because: changed content; 2 chunks not scanned yet."
    )
    assert line.zh == (
        "扫描 2 张表：读取 1 块（50 行），跳过内容未变的 12 块；读取原因：内容有变化；尚余 2 块未扫描。"
    )
