"""Policy against catalog: every table that can reach a person has a rule, and every rule fits its table."""

from collections.abc import Iterable, Iterator

from policy.errors import PolicyError
from policy.retention import RetentionPolicy, TableRule
from policy.text import Text
from privacy.erasure.graph import Node, SubjectGraph
from privacy.erasure.judged_table import JudgedTable
from privacy.stores.catalog import Catalog


def check_annotations(policy: RetentionPolicy, catalog: Catalog, graph: SubjectGraph) -> None:
    """Fail closed before anything is planned.

    Raises:
        PolicyError: tables without a rule that reach the subject or refer to a table the catalog lacks;
            rules for tables or columns that do not exist; a personal table without a way to the subject.
    """
    _refuse_missing(policy, catalog)
    ruled = {Node(rule.store, rule.table) for rule in policy.tables}
    unannotated = sorted((graph.reaching | graph.leaving) - ruled)
    if unannotated:
        names = ", ".join(str(node) for node in unannotated)
        raise PolicyError(
            Text(
                zh=f"retention.yaml：{len(unannotated)} 张能关联到个人的表没有规则：{names}",
                en=f"retention.yaml: {len(unannotated)} tables that lead to a person have no rule: {names}",
            ),
            Text(
                zh="请为每张表写明处理方式，或注明 personal: false。",
                en="Say for each what becomes of its rows, or that it is personal: false.",
            ),
        )
    for rule in policy.tables:
        if rule.personal:
            graph.paths(Node(rule.store, rule.table))


def check_treatments(tables: Iterable[JudgedTable], graph: SubjectGraph) -> None:
    """A column by which rows are found or referred to keeps its value, else rows and references are lost.

    Raises:
        PolicyError: a rule would change such a column.
    """
    referred = {(edge.target, column) for edge in graph.edges for column in edge.target_columns}
    referred.add((graph.subject, graph.key))
    for judged in tables:
        changed = {column for outcome in judged.outcomes.values() for column, _ in outcome.changes}
        fixed = {column for column in changed if (judged.node, column) in referred}
        fixed |= changed & set(judged.key.names)
        if fixed:
            names = ", ".join(sorted(fixed))
            raise PolicyError(
                Text(
                    zh=f"retention.yaml：{judged.node} 的 {names} 是主键或被其他表引用，不能修改",
                    en=f"retention.yaml: {judged.node}.{names} is a key or is referred to, so it "
                    "cannot change",
                ),
                Text(
                    zh="请从该规则的 columns 中删去，或改为 delete。",
                    en="Take it out of the rule's columns, or delete the rows.",
                ),
            )


def _refuse_missing(policy: RetentionPolicy, catalog: Catalog) -> None:
    missing = sorted({*_missing_tables(policy, catalog), *_missing_columns(policy, catalog)})
    if missing:
        names = ", ".join(missing)
        raise PolicyError(
            Text(zh=f"retention.yaml：存储中没有 {names}", en=f"retention.yaml: the stores lack {names}"),
            Text(zh="请改正名称，或删除该项。", en="Correct the names, or remove them."),
        )


def _missing_tables(policy: RetentionPolicy, catalog: Catalog) -> Iterator[str]:
    targets = [(link.to.store, link.to.table) for rule in policy.tables for link in rule.link]
    for store, name in [*((rule.store, rule.table) for rule in policy.tables), *targets]:
        if catalog.table(store, name) is None:
            yield f"{store} {name}"


def _missing_columns(policy: RetentionPolicy, catalog: Catalog) -> Iterator[str]:
    named = [(rule.store, rule.table, rule_columns(rule)) for rule in policy.tables]
    named += [(link.to.store, link.to.table, link.to.columns) for rule in policy.tables for link in rule.link]
    named.append((policy.subject.store, policy.subject.table, [policy.subject.key]))
    for store, name, columns in named:
        table = catalog.table(store, name)
        if table is not None:
            yield from (f"{store} {name}.{column}" for column in columns if table.column(column) is None)


def rule_columns(rule: TableRule) -> Iterable[str]:
    """The columns of its own table that a rule names."""
    yield from (*rule.key, *rule.mentions)
    for link in rule.link:
        yield from link.columns
        if link.when is not None:
            yield link.when.column
    if rule.erasure is not None:
        yield from rule.erasure.treated
    if rule.minimum is not None:
        yield rule.minimum.time
    if rule.limit is not None:
        yield from (rule.limit.time, *rule.limit.treated)
