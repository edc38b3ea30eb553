"""What the scan of a table comes to, and why it was read."""

from dataclasses import dataclass

from policy.text import Text
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.tally import ColumnTally

FULL_SCAN = Text(zh="要求全量扫描", en="a full scan was asked for")
FIRST_SCAN = Text(zh="首次扫描", en="first scan")
NEW_RULES = Text(zh="识别规则或列有变化", en="recognizers or columns changed")
NEW_CONTENT = Text(zh="内容新增或有变化", en="new or changed content")
FULL_SCAN_DUE = Text(zh="定期全量读取", en="the regular reading in full was due")
GOING_ON = Text(zh="继续未完成的全量读取", en="a reading in full goes on")
MANY_CHANGES = Text(zh="变化的行太多", en="too many rows changed")
OTHER_SAMPLE = Text(zh="行数或列名的可信度有变化", en="its size, or the trust in a header, changed")


@dataclass(frozen=True)
class ScannedTable:
    """The tally of all there is in the table, or of what was scanned so far where a pause left some."""

    tally: ColumnTally
    coverage: TableCoverage
