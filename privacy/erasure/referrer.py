"""A table that refers to rows to be deleted, and what of it stands in SQL."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.errors import PolicyError
from policy.text import Text
from privacy.erasure.graph import Edge, Node, SubjectGraph
from privacy.erasure.judged_table import JudgedTable, carried, same_key
from privacy.erasure.row_keys import RowKey
from privacy.stores.catalog import Table


def references_to(nodes: Iterable[Node], graph: SubjectGraph) -> tuple[Edge, ...]:
    """The references to rows of these tables that must not dangle; the foreign key where a link
    repeats it."""
    targets = set(nodes)
    found: dict[tuple[object, ...], Edge] = {}
    for edge in graph.edges:  # in order, so that foreign keys come before declared links
        names_subject = edge.target == graph.subject and edge.target_columns == (graph.key,)
        if edge.target in targets and not (edge.declared and names_subject):
            found.setdefault((edge.source, edge.columns, edge.target, edge.target_columns), edge)
    return tuple(found.values())


@dataclass(frozen=True)
class Referrer:
    """A table that refers to rows which go. `judged` None: it holds no personal data, its rows just stay."""

    node: Node
    table: Table
    key: RowKey
    rule_id: str
    judged: JudgedTable | None

    @property
    def stays(self) -> str:
        """SQL, whether the row with the keys of `referring` is not deleted."""
        if self.judged is None or not self.judged.deleting:
            return "true"
        gone = same_key("gone", "referring", self.judged)
        return f"NOT EXISTS (SELECT 1 FROM {self.judged.going} AS gone WHERE {gone})"


def by_row(name: str, key: RowKey) -> str:
    keys = ", ".join(key_names(key))
    return (
        f"(SELECT {keys}, list_sort(list(DISTINCT edge)) AS edges, min(subject_number) AS subject_number "
        f"FROM {name} GROUP BY {keys})"
    )


def key_names(key: RowKey) -> tuple[str, ...]:
    return tuple(f"k_{place}" for place in range(len(key.columns)))


def keys_as(key: RowKey) -> tuple[str, ...]:
    return tuple(f"{column} AS k_{place}" for place, column in enumerate(key.columns))


def carried_of(alias: str, edge: Edge) -> dict[str, str]:
    return {column: f"{alias}.{carried(column)}" for column in edge.columns}


def columns_missing(judged: JudgedTable) -> PolicyError:
    return PolicyError(
        Text(
            zh=f"retention.yaml：{judged.node} 中待删的行仍被须保留的行引用，"
            f"而规则 {judged.rule.id} 没有列出 columns",
            en=f"retention.yaml: rows of {judged.node} to be deleted are referred to by rows that stay, and "
            f"the rule {judged.rule.id} names no columns",
        ),
        Text(
            zh="请在该规则的 columns 中写明须清除的列，或让引用它的列允许 NULL。",
            en="Name in the rule's columns what is to be cleared instead, or let the referring column "
            "be NULL.",
        ),
    )


def rows_bound(edge: Edge) -> PolicyError:
    columns = ", ".join(edge.columns)
    return PolicyError(
        Text(
            zh=f"retention.yaml：{edge.source} 的行经 {columns} 互相引用且不允许 NULL，无法分批删除",
            en=f"retention.yaml: rows of {edge.source} refer to each other by {columns}, which may not be "
            "NULL, so they cannot be deleted in batches",
        ),
        Text(
            zh="请让该列允许 NULL，或把该表的处理方式改为 clear 或 pseudonymise。",
            en="Let the column be NULL, or treat the table by clear or pseudonymise.",
        ),
    )
