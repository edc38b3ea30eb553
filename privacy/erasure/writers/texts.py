"""What every writer says of a store that forbids a change: Chinese, English, remedy."""

from policy.text import Text

PREDECESSOR = Text(
    zh="上一次中断的执行仍占用着它",
    en="what is left of an interrupted execution still holds it",
)
# Ten minutes: as long as a statement may take.
PREDECESSOR_SECONDS = 0.1
PREDECESSOR_ATTEMPTS = 6000

Said = tuple[str, str, Text]

REFERENCED: Said = (
    "计划之外的行引用了将删除的行，外键会连带处理它们：",
    "rows outside the plan refer to rows to be deleted, and a foreign key would act on them:",
    Text(
        zh="请为引用它们的表写明规则，再重新生成计划并批准。",
        en="Give the referring table a rule, then plan and approve again.",
    ),
)
CONSTRAINT: Said = (
    "存储的约束不允许该改动：",
    "a constraint of the store forbids the change:",
    Text(
        zh="请调整规则使引用方先被处理，再重新生成计划并批准；已完成的批次不受影响。",
        en="Let the rules deal with the referring rows first, then plan and approve again; "
        "finished batches stand.",
    ),
)
