"""Why a release was refused, in the officer's words; counts and column names, never a value."""

from collections.abc import Collection

from policy.text import Text


def no_rows() -> Text:
    return Text(zh="没有可发布的行", en="there are no rows to release")


def unclassified(columns: Collection[str]) -> Text:
    names = ", ".join(columns)
    return Text(
        zh=f"列 {names} 未在 anonymization.yaml 中归类，不予发布",
        en=f"columns {names} are not classified in anonymization.yaml, so they are not let out",
    )


def missing(columns: Collection[str]) -> Text:
    names = ", ".join(columns)
    return Text(
        zh=f"SQL 未返回已声明的列 {names}", en=f"the SQL does not return the declared columns {names}"
    )


def direct_kept(columns: Collection[str]) -> Text:
    names = ", ".join(columns)
    return Text(
        zh=f"直接标识符 {names} 被原样保留",
        en=f"the direct identifiers {names} are kept as they are",
    )


def direct_copied(column: str, direct: str) -> Text:
    return Text(
        zh=f"列 {column} 重复了直接标识符 {direct} 的取值",
        en=f"column {column} repeats the values of the direct identifier {direct}",
    )


def outside_hierarchy(column: str, values: int) -> Text:
    return Text(
        zh=f"列 {column} 有 {values} 个取值不在其泛化层级文件中",
        en=f"column {column} has {values} values that its hierarchy file does not list",
    )


def not_reached(k: int, diversity: dict[str, int], suppression_limit: float, subjects: int) -> Text:
    also = "".join(f", l={least} ({column})" for column, least in diversity.items())
    return Text(
        zh=f"在最多抑制 {suppression_limit:.1%} 行的限度内，{subjects} 位主体的任何泛化都达不到 k={k}{also}",
        en=f"no generalisation of these {subjects} subjects reaches k={k}{also} with at most "
        f"{suppression_limit:.1%} of the rows suppressed",
    )


def changed_after_judgement() -> Text:
    return Text(
        zh="待发布的表与通过审查时不一致，或未达到其 k 与 l",
        en="the table to be published is not the one that passed, or does not reach its k and l",
    )
