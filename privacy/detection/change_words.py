"""Changes of verdicts in words, for officers: what became of a finding, and why."""

from collections.abc import Iterable, Mapping

from policy.text import Text
from privacy.detection.override_states import OverrideState, OverrideStatus
from privacy.detection.verdict_changes import Cause, ChangeKind, VerdictChange
from privacy.detection.verdict_history import VerdictRecord

CHANGES: Mapping[ChangeKind, Text] = {
    "appeared": Text(zh="新发现", en="appeared"),
    "vanished": Text(zh="不再出现", en="vanished"),
    "retyped": Text(zh="类型改变", en="kind changed"),
    "changed": Text(zh="有变化", en="changed"),
}
CAUSES: Mapping[Cause, Text] = {
    "table_added": Text(zh="新增的表", en="new table"),
    "table_gone": Text(zh="表已删除或被排除", en="table dropped or excluded"),
    "column_added": Text(zh="新增的字段", en="new column"),
    "column_gone": Text(zh="字段已删除", en="column dropped"),
    "data": Text(zh="数据有变", en="data changed"),
    "recognizers": Text(zh="识别器或阈值有变", en="recognizers or thresholds changed"),
    "policy": Text(zh="分级或人工认定有变", en="grade or officer's decision changed"),
    "unexplained": Text(zh="原因不明", en="cause unknown"),
}
STATUSES: Mapping[OverrideStatus, Text] = {
    "in_force": Text(zh="生效", en="in force"),
    "named": Text(zh="计入，但扫描在该处没有发现", en="it counts, though the scan finds nothing there"),
    "no_finding": Text(zh="该处没有发现可推翻", en="nothing is found there to overrule"),
    "column_gone": Text(zh="字段已不存在", en="the column no longer exists"),
    "table_gone": Text(zh="表已不存在或被排除", en="the table no longer exists or is excluded"),
    "not_read": Text(zh="本次未读到，无法判断", en="not read this time, cannot tell"),
}
_SHAPES = {
    "column": Text(zh="整格", en="whole cells"),
    "mentions": Text(zh="文中提及", en="mentions in text"),
}
_GRADES = {
    "high": Text(zh="高", en="high"),
    "medium": Text(zh="中", en="medium"),
    "low": Text(zh="低", en="low"),
}


def why_changed(causes: Iterable[Cause]) -> Text:
    words = [CAUSES[cause] for cause in causes]
    return Text(zh="、".join(word.zh for word in words), en="; ".join(word.en for word in words))


def what_changed(change: VerdictChange, titles: Mapping[str, Text]) -> Text:
    """Before → after, of what differs.

    Args:
        titles: entity type -> its name in policy.
    """
    if change.before is None or change.after is None:
        return _finding(change.record, titles)
    before, after = change.before, change.after
    if change.kind == "retyped":
        return _arrow(_title(before, titles), _title(after, titles))
    parts = {
        "kind": lambda: _arrow(_SHAPES[before.kind], _SHAPES[after.kind]),
        "share": lambda: _arrow(_share(before), _share(after)),
        "sensitivity": lambda: _arrow(_grade(before), _grade(after)),
    }
    told = [parts[aspect]() for aspect in change.aspects]
    title = _title(after, titles)
    return Text(
        zh=f"{title.zh}：{'，'.join(part.zh for part in told)}",
        en=f"{title.en}: {', '.join(part.en for part in told)}",
    )


def review_line(state: OverrideState) -> Text:
    """One line for an override that no finding stands behind."""
    entry, status = state.override, STATUSES[state.status]
    place = f"{entry.store}.{entry.table}.{entry.column}"
    return Text(
        zh=f"请复核 {entry.decided_by} 对 {place} 的认定：{status.zh}",
        en=f"review the decision of {entry.decided_by} on {place}: {status.en}",
    )


def _finding(record: VerdictRecord, titles: Mapping[str, Text]) -> Text:
    title, shape = _title(record, titles), _SHAPES[record.kind]
    return Text(
        zh=f"{title.zh}（{shape.zh}，{record.share:.1%}）", en=f"{title.en} ({shape.en}, {record.share:.1%})"
    )


def _title(record: VerdictRecord, titles: Mapping[str, Text]) -> Text:
    return titles.get(record.entity_type) or Text(zh=record.entity_type, en=record.entity_type)


def _share(record: VerdictRecord) -> Text:
    return Text(zh=f"{record.share:.1%}", en=f"{record.share:.1%}")


def _grade(record: VerdictRecord) -> Text:
    code = record.sensitivity
    return _GRADES.get(code) or Text(zh=code, en=code)


def _arrow(before: Text, after: Text) -> Text:
    return Text(zh=f"{before.zh} → {after.zh}", en=f"{before.en} → {after.en}")
