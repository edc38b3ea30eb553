"""How much of a table a scan read, what it skipped, and why."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from policy.text import Text


@dataclass(frozen=True)
class TableCoverage:
    """One table of one scan.

    Attributes:
        read, skipped: chunks scanned, and chunks whose content was scanned before and is unchanged.
        left: chunks that a pause left unscanned; 0 when the table is complete.
        rows_read: rows scanned.
        method: how a change is recognised, or why the table is one piece.
        cause: why chunks were read.
    """

    store: str
    table: str
    read: int
    skipped: int
    left: int
    rows_read: int
    method: Text
    cause: Text

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
        return TableCoverage(**fields)

    def describe(self) -> Text:
        """One line: chunks read and why, chunks skipped and why."""
        zh, en = [], []
        if self.read:
            zh.append(f"读取 {self.read} 块（{self.cause.zh}）")
            en.append(f"{self.read} chunks read ({self.cause.en})")
        if self.skipped:
            zh.append(f"跳过 {self.skipped} 块（内容未变）")
            en.append(f"{self.skipped} skipped (unchanged)")
        if self.left:
            zh.append(f"尚余 {self.left} 块未扫描")
            en.append(f"{self.left} not scanned yet")
        if not self.chunks:
            zh.append("空表")
            en.append("empty")
        return Text(
            zh=f"{'，'.join(zh)}；变化判定：{self.method.zh}",
            en=f"{', '.join(en)}; changes are told {self.method.en}",
        )


def summary(covered: Sequence[TableCoverage]) -> Text:
    """One line for a whole scan; tables that could not be compared by pieces are counted apart."""
    read, skipped, left = (sum(getattr(c, name) for c in covered) for name in ("read", "skipped", "left"))
    rows = sum(entry.rows_read for entry in covered)
    zh = f"扫描 {len(covered)} 张表：读取 {read} 块（{rows:,} 行），跳过内容未变的 {skipped} 块"
    en = (
        f"Scanned {len(covered)} tables: {read} chunks read ({rows:,} rows), "
        f"{skipped} skipped because their content is unchanged"
    )
    causes = {entry.cause for entry in covered if entry.read}
    if read and len(causes) == 1:
        cause = next(iter(causes))
        zh += f"；读取原因：{cause.zh}"
        en += f"; read because: {cause.en}"
    if left:
        zh += f"；尚余 {left} 块未扫描"
        en += f"; {left} chunks not scanned yet"
    return Text(zh=zh + "。", en=en + ".")
