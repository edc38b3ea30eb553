"""Why a release was refused, in the officer's words; counts and column names, never a value."""

from collections.abc import Collection

from policy.anonymization import Requirement, Rules
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


def not_reached(rules: Rules, subjects: int, joined: Collection[str]) -> Text:
    """`joined` names the live releases that the classes had to be judged with."""
    also = "".join(f", {_model(rule)} ({column})" for column, rule in rules.sensitive.items())
    limit, names = rules.suppression_limit, ", ".join(joined)
    return Text(
        zh=f"在最多抑制 {limit:.1%} 行的限度内，{subjects} 位主体的任何泛化都达不到 k={rules.k}{also}"
        + (f"（与现存发布 {names} 合并判断）" if joined else ""),
        en=f"no generalisation of these {subjects} subjects reaches k={rules.k}{also} with at most "
        f"{limit:.1%} of the rows suppressed"
        + (f", judged together with the live {names}" if joined else ""),
    )


def _model(rule: Requirement) -> str:
    return f"t={rule.t}" if rule.t is not None else f"{'entropy ' if rule.entropy else ''}l={rule.l}"


def not_comparable(names: Collection[str]) -> Text:
    listed = ", ".join(names)
    return Text(
        zh=f"与现存发布 {listed} 有共同的列，但至少一方未写明 subject，无法判断合并后还剩几人",
        en=f"it shares columns with the live {listed}, and one of them names no subject, so nobody can tell "
        "how many people remain when they are joined",
    )


def too_few_together(name: str, people: int, k: int) -> Text:
    return Text(
        zh=f"与现存发布 {name} 合并后，有的组只剩 {people} 人，少于 k={k}",
        en=f"joined with the live {name}, some classes hold only {people} people, fewer than k={k}",
    )


def held(people: int, k: int) -> Text:
    return Text(
        zh=f"与上一版比较会暴露仅 {people} 人的变化（少于 k={k}），上一版保留至到期",
        en=f"compared with the version before, it would show a change of only {people} people, fewer than "
        f"k={k}; the version before stays until it expires",
    )


def unprotected(cells: int) -> Text:
    return Text(
        zh=f"再没有可抑制的格子来保护 {cells} 个小格，合计数会让人算出它们",
        en=f"nothing is left to suppress that would protect {cells} small cells: totals give them away",
    )


def changed_after_judgement() -> Text:
    return Text(
        zh="待发布的表与通过审查时不一致，或未达到其 k 与 l",
        en="the table to be published is not the one that passed, or does not reach its k and l",
    )
