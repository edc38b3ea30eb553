"""The subject graph: by which references a table's rows lead to a person.

A node is a table of a store, an edge a reference: a foreign key from the catalog, or a link declared in
policy/retention.yaml, which may cross stores. A row belongs to a subject when its reference, followed edge by
edge, ends at the subject's own row. A path never runs through the subject table: a member invited by another
is nobody's row but the member's own, and a cycle through the subject table adds nothing.

A table has one path, the shortest. Two equally short ones say nothing about whose row it is (a message has a
sender and a receiver), so policy must then declare the link; several declared links mean that the row
belongs to each person they lead to.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.stores.catalog import Catalog


@dataclass(frozen=True, order=True)
class Node:
    store: str
    table: str

    def __str__(self) -> str:
        return f"{self.store} {self.table}"


@dataclass(frozen=True, order=True)
class Edge:
    """`columns` of `source` refer to `target_columns` of `target`, in order."""

    source: Node
    columns: tuple[str, ...]
    target: Node
    target_columns: tuple[str, ...]
    declared: bool


# The edges from a table to the subject table, in order; empty for the subject table itself.
JoinPath = tuple[Edge, ...]


@dataclass(frozen=True)
class SubjectGraph:
    """All references among the tables of a catalog, and the table whose rows are the people."""

    subject: Node
    key: str
    nodes: frozenset[Node]
    edges: tuple[Edge, ...]

    @cached_property
    def reaching(self) -> frozenset[Node]:
        """Tables from which some chain of references leads to the subject table, itself included."""
        return frozenset(_distances(self.subject, self.edges))

    @cached_property
    def leaving(self) -> frozenset[Node]:
        """Tables that refer to a table the catalog does not have: they too may reach the subject."""
        return frozenset(edge.source for edge in self.edges if edge.target not in self.nodes)

    @cached_property
    def followed(self) -> dict[Node, tuple[Edge, ...]]:
        """Per table the edges to follow: its declared links, else its foreign keys, nearest only."""
        linked = {edge.source for edge in self.edges if edge.declared}
        usable = [edge for edge in self.edges if edge.declared or edge.source not in linked]
        distance = _distances(self.subject, usable)
        followed: dict[Node, tuple[Edge, ...]] = {}
        for edge in usable:
            near = edge.target in distance and distance[edge.target] < distance[edge.source]
            if edge.declared or near:
                followed[edge.source] = (*followed.get(edge.source, ()), edge)
        return followed

    def paths(self, node: Node) -> tuple[JoinPath, ...]:
        """Every path that makes rows of `node` a subject's: one, or one and more per declared link.

        Raises:
            PolicyError: no path exists, or equally short ones do and policy declares no link.
        """
        paths = self._paths(node, frozenset())
        if not paths:
            raise PolicyError(
                Text(
                    zh=f"retention.yaml：表 {node} 没有通向主体表 {self.subject} 的引用",
                    en=f"retention.yaml: no reference leads from table {node} to the subject {self.subject}",
                ),
                Text(
                    zh="请用 link 写明引用，或注明 personal: false。",
                    en="Declare the reference as its link, or say personal: false.",
                ),
            )
        return paths

    def _paths(self, node: Node, passed: frozenset[Node]) -> tuple[JoinPath, ...]:
        if node == self.subject:
            return ((),)
        edges = self.followed.get(node, ())
        if len(edges) > 1 and not edges[0].declared:
            raise _ambiguous(node, edges)
        return tuple(
            (edge, *rest)
            for edge in edges
            if edge.target not in passed
            for rest in self._paths(edge.target, passed | {node})
        )


def build_graph(catalog: Catalog, policy: RetentionPolicy) -> SubjectGraph:
    """The graph of a catalog's foreign keys and the policy's declared links."""
    edges: set[Edge] = set()
    for table in catalog.tables:
        source = Node(table.store, table.name)
        for key in table.foreign_keys:
            target = Node(table.store, key.to_table)
            edges.add(Edge(source, tuple(key.columns), target, tuple(key.to_columns), declared=False))
    for rule in policy.tables:
        source = Node(rule.store, rule.table)
        for link in rule.link:
            target = Node(link.to.store, link.to.table)
            edges.add(Edge(source, (link.column,), target, (link.to.column,), declared=True))
    return SubjectGraph(
        subject=Node(policy.subject.store, policy.subject.table),
        key=policy.subject.key,
        nodes=frozenset(Node(table.store, table.name) for table in catalog.tables),
        edges=tuple(sorted(edges)),
    )


def _distances(subject: Node, edges: Iterable[Edge]) -> dict[Node, int]:
    """Least number of references from each table to the subject table; absent where there is no way."""
    referring: dict[Node, list[Node]] = {}
    for edge in edges:
        referring.setdefault(edge.target, []).append(edge.source)
    distance = {subject: 0}
    waiting = deque([subject])
    while waiting:
        target = waiting.popleft()
        for source in referring.get(target, ()):
            if source not in distance:
                distance[source] = distance[target] + 1
                waiting.append(source)
    return distance


def _ambiguous(node: Node, edges: tuple[Edge, ...]) -> PolicyError:
    ways = "; ".join(f"{', '.join(edge.columns)} → {edge.target.table}" for edge in edges)
    return PolicyError(
        Text(
            zh=f"retention.yaml：表 {node} 有多条同样短的路径通向主体（{ways}），无法判定归属",
            en=f"retention.yaml: table {node} has equally short ways to the subject ({ways}), so whose rows "
            "they are is unclear",
        ),
        Text(
            zh="请在该表的规则中用 link 写明一条或多条。",
            en="Name one or several of them as the link of that table's rule.",
        ),
    )
