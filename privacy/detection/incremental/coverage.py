"""How much of a table a scan read, what it skipped, and why."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from policy.text import Text


@dataclass(frozen=True)
class RowCoverage:
    """What a comparison row by row adds to the account of a table.

    Attributes:
        mark: the column that is trusted to change with every write.
        skipped: rows whose mark is unchanged.
        read_on, next_on: days, ISO, of the last reading in full and of the one that is due next.
    """

    mark: str
    skipped: int
    read_on: str
    next_on: str

    def describe(self) -> Text:
        return Text(
            zh=f"{self.read_on} 全量读取过；不改动 {self.mark} 的写入要到 {self.next_on} 的全量读取才会发现",
            en=f"last read in full on {self.read_on}; a write that leaves {self.mark} as it was goes unseen "
            f"until the reading in full of {self.next_on}",
        )


@dataclass(frozen=True)
class TableCoverage:
    """One table of one scan.

    Attributes:
        read, skipped: chunks scanned, and chunks whose content was scanned before and is unchanged.
        left: chunks that a pause left unscanned; 0 when the table is complete.
        rows_read: rows scanned.
        method: how a change is recognised, or why the table is one piece.
        cause: why chunks were read.
        rows: where the table is compared row by row; then no chunk is skipped, but rows are.
    """

    store: str
    table: str
    read: int
    skipped: int
    left: int
    rows_read: int
    method: Text
    cause: Text
    rows: RowCoverage | None = None

    @property
    def chunks(self) -> int:
        return self.read + self.skipped + self.left

    def to_json(self) -> str:
        document = asdict(self) | {
            "method": [self.method.zh, self.method.en],
            "cause": [self.cause.zh, self.cause.en],
        }
        return json.dumps(document, ensure_ascii=False)

    @staticmethod
    def from_json(document: str) -> "TableCoverage":
        fields = json.loads(document)
        for name in ("method", "cause"):
            fields[name] = Text(zh=fields[name][0], en=fields[name][1])
        if fields["rows"] is not None:
            fields["rows"] = RowCoverage(**fields["rows"])
        return TableCoverage(**fields)

    def describe(self) -> Text:
        """One line: chunks read and why, chunks skipped and why."""
        zh, en = [], []
        if self.read:
            zh.append(f"读取 {self.read} 块（{self.rows_read:,} 行，{self.cause.zh}）")
            en.append(f"{self.read} chunks read ({self.rows_read:,} rows, {self.cause.en})")
        if self.skipped:
            zh.append(f"跳过 {self.skipped} 块（内容未变）")
            en.append(f"{self.skipped} skipped (unchanged)")
        if self.rows is not None and self.rows.skipped:
            zh.append(f"跳过 {self.rows.skipped:,} 行（变更标记未变）")
            en.append(f"{self.rows.skipped:,} rows skipped (their change mark is unchanged)")
        if self.left:
            zh.append(f"尚余 {self.left} 块未扫描")
            en.append(f"{self.left} not scanned yet")
        if not zh:
            zh.append("空表")
            en.append("empty")
        told = Text(
            zh=f"{'，'.join(zh)}；变化判定：{self.method.zh}",
            en=f"{', '.join(en)}; changes are told {self.method.en}",
        )
        if self.rows is None:
            return told
        more = self.rows.describe()
        return Text(zh=f"{told.zh}；{more.zh}", en=f"{told.en}; {more.en}")


def summary(covered: Sequence[TableCoverage]) -> Text:
    """One line for a whole scan; tables that could not be compared by pieces are counted apart."""
    read, skipped, left = (sum(getattr(c, name) for c in covered) for name in ("read", "skipped", "left"))
    rows = sum(entry.rows_read for entry in covered)
    zh = f"扫描 {len(covered)} 张表：读取 {read} 块（{rows:,} 行），跳过内容未变的 {skipped} 块"
    en = (
        f"Scanned {len(covered)} tables: {read} chunks read ({rows:,} rows), "
        f"{skipped} skipped because their content is unchanged"
    )
    unchanged = sum(entry.rows.skipped for entry in covered if entry.rows is not None)
    if unchanged:
        zh += f"、变更标记未变的 {unchanged:,} 行"
        en += f", and {unchanged:,} rows because their change mark is"
    causes = {entry.cause for entry in covered if entry.read}
    if read and len(causes) == 1:
        cause = next(iter(causes))
        zh += f"；读取原因：{cause.zh}"
        en += f"; read because: {cause.en}"
    if left:
        zh += f"；尚余 {left} 块未扫描"
        en += f"; {left} chunks not scanned yet"
    return Text(zh=zh + "。", en=en + ".")
