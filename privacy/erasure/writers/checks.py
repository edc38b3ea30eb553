"""What stands in the way of an instruction, whatever the kind of store."""

from collections.abc import Collection, Sequence
from typing import Any

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pseudonyms import PSEUDONYM_LENGTH


def check_column(
    instruction: Instruction, name: str, treatment: str, key: Collection[str], column: Any
) -> None:
    """`column` has `not_null`, `generated`, `is_text`, `is_json`, `longest`; None where it is absent."""
    zh = en = ""
    if column is None or column.generated:
        zh, en = f"列 {name} 不存在或由其他列生成", f"column {name} is absent or generated from others"
    elif name in key:
        zh, en = f"列 {name} 是主键的一部分，不能改动", f"column {name} is part of the key and cannot change"
    elif column.not_null and (treatment == "clear" or (not column.is_text and treatment == "pseudonymise")):
        zh, en = f"列 {name} 不允许 NULL", f"column {name} may not be NULL"
    elif treatment == "redact" and not (column.is_text or column.is_json):
        zh, en = f"列 {name} 不是文本或 JSON", f"column {name} is neither text nor JSON"
    elif (
        treatment == "pseudonymise"
        and column.is_text
        and (column.longest or PSEUDONYM_LENGTH) < PSEUDONYM_LENGTH
    ):
        zh = f"列 {name} 容不下 {PSEUDONYM_LENGTH} 个字符的假名"
        en = f"column {name} has no room for a pseudonym of {PSEUDONYM_LENGTH} characters"
    if zh:
        remedy = Text(
            zh="请在 retention.yaml 中为该列改用其他处理方式。",
            en="Choose another treatment in retention.yaml.",
        )
        raise refused(instruction.store, instruction.table, zh, en, remedy)


def refuse_triggers(instruction: Instruction, names: Sequence[str]) -> None:
    """Says which triggers would fire; one may copy what is erased, or send it somewhere."""
    raise refused(
        instruction.store,
        instruction.table,
        f"触发器 {'、'.join(names)} 会在处理时触发",
        f"the triggers {', '.join(names)} would fire",
        Text(
            zh="请确认它们不会留存被删数据，再列入 known_triggers。",
            en="Make sure that they keep nothing of what is erased, then list them as known_triggers.",
        ),
    )
