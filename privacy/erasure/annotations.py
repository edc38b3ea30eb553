"""Policy against catalog: every table that can reach a person has a rule, and every rule fits its table."""

from collections.abc import Iterable, Iterator

from policy.errors import PolicyError
from policy.retention import RetentionPolicy, TableRule
from policy.text import Text
from privacy.erasure.graph import Node, SubjectGraph
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
    named += [
        (link.to.store, link.to.table, [link.to.column]) for rule in policy.tables for link in rule.link
    ]
    named.append((policy.subject.store, policy.subject.table, [policy.subject.key]))
    for store, name, columns in named:
        table = catalog.table(store, name)
        if table is not None:
            yield from (f"{store} {name}.{column}" for column in columns if table.column(column) is None)


def rule_columns(rule: TableRule) -> Iterable[str]:
    """The columns of its own table that a rule names."""
    yield from (link.column for link in rule.link)
    if rule.on_cancellation is not None:
        yield from rule.on_cancellation.columns
    if rule.minimum is not None:
        yield rule.minimum.time
    if rule.limit is not None:
        yield from (rule.limit.time, *rule.limit.columns)
