"""The subject graph: by which references a table's rows lead to a person.

A node is a table of a store, an edge a reference: a foreign key from the catalog, or a link declared in
policy/retention.yaml, which may cross stores, span several columns, or hold only where another column says
so. A row belongs to a subject when its reference, followed edge by edge, ends at the subject's own row. A
way never runs through the subject table, nor through the same table twice: a member invited by another is
nobody's row but the member's own, and a cycle adds nothing.

A row follows one foreign key, the one nearest to the subject; where that is NULL in the row, the next
nearest. Two equally near ones say nothing about whose row it is (a message has a sender and a receiver), so
policy must then declare the link; several declared links mean that the row belongs to each person they lead
to.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.stores.catalog import Catalog

# More ways than this from one table are no answer to "whose row is it", and cost more than they tell.
MOST_WAYS = 64


@dataclass(frozen=True, order=True)
class Node:
    store: str
    table: str

    def __str__(self) -> str:
        return f"{self.store} {self.table}"


@dataclass(frozen=True, order=True)
class Edge:
    """`columns` of `source` refer to `target_columns` of `target`, in order.

    Attributes:
        when: a column of `source` and the texts of which it must hold one; empty: in every row.
        nullable: whether a row may lack the reference.
    """

    source: Node
    columns: tuple[str, ...]
    target: Node
    target_columns: tuple[str, ...]
    declared: bool
    when: tuple[str, ...] = ()
    nullable: bool = True


@dataclass(frozen=True)
class Step:
    """One reference of a way; it is followed in rows where every reference of `unless` is NULL."""

    edge: Edge
    unless: tuple[Edge, ...] = ()


# The steps from a table to the subject table, in order; empty for the subject table itself.
JoinPath = tuple[Step, ...]


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
        """Per table the edges a row may follow: its declared links, else its foreign keys, nearest first.

        None for the subject table, where ways end.

        A foreign key behind one that is never NULL is followed by no row.
        """
        linked = {edge.source for edge in self.edges if edge.declared}
        usable = [edge for edge in self.edges if edge.declared or edge.source not in linked]
        distance = _distances(self.subject, usable)
        leading: dict[Node, list[Edge]] = {}
        for edge in usable:
            if edge.declared or (edge.target in distance and edge.target != edge.source):
                leading.setdefault(edge.source, []).append(edge)
        return {
            node: tuple(edges) if edges[0].declared else tuple(_needed(edges, distance))
            for node, edges in leading.items()
            if node != self.subject
        }

    def paths(self, node: Node) -> tuple[JoinPath, ...]:
        """Every way that makes rows of `node` a subject's.

        Raises:
            PolicyError: no way exists; equally near foreign keys do and policy declares no link; or there
                are more than `MOST_WAYS`.
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
        if len(paths) > MOST_WAYS:
            raise _unclear(
                node,
                Text(zh=f"{len(paths)} 条不同的路径", en=f"{len(paths)} different ways to the subject"),
            )
        return paths

    def _paths(self, node: Node, passed: frozenset[Node]) -> tuple[JoinPath, ...]:
        if node == self.subject:
            return ((),)
        paths: list[JoinPath] = []
        before: list[Edge] = []
        for edge in self.followed.get(node, ()):
            if edge.target not in passed | {node}:
                rests = self._paths(edge.target, passed | {node})
                step = Step(edge, () if edge.declared else tuple(before))
                paths += [(step, *rest) for rest in rests]
                if rests and not edge.declared:
                    self._refuse_tie(node, edge, before)
                    before.append(edge)
        return tuple(paths)

    def _refuse_tie(self, node: Node, edge: Edge, before: list[Edge]) -> None:
        distance = self._distance
        equal = [other for other in before if distance[other.target] == distance[edge.target]]
        if equal:
            ways = "; ".join(f"{', '.join(other.columns)} → {other.target.table}" for other in (*equal, edge))
            raise _unclear(
                node,
                Text(
                    zh=f"多条同样短的路径通向主体（{ways}）", en=f"equally short ways to the subject ({ways})"
                ),
            )

    @cached_property
    def _distance(self) -> dict[Node, int]:
        linked = {edge.source for edge in self.edges if edge.declared}
        return _distances(self.subject, [e for e in self.edges if e.declared or e.source not in linked])


def build_graph(catalog: Catalog, policy: RetentionPolicy) -> SubjectGraph:
    """The graph of a catalog's foreign keys and the policy's declared links."""
    edges: set[Edge] = set()
    for table in catalog.tables:
        source = Node(table.store, table.name)
        required = {column.name for column in table.columns if not column.nullable}
        for key in table.foreign_keys:
            target = Node(table.store, key.to_table)
            nullable = not required.issuperset(key.columns)
            edges.add(
                Edge(
                    source,
                    tuple(key.columns),
                    target,
                    tuple(key.to_columns),
                    declared=False,
                    nullable=nullable,
                )
            )
    for rule in policy.tables:
        source = Node(rule.store, rule.table)
        for link in rule.link:
            target = Node(link.to.store, link.to.table)
            when = (link.when.column, *link.when.equals) if link.when else ()
            edges.add(Edge(source, link.columns, target, link.to.columns, declared=True, when=when))
    return SubjectGraph(
        subject=Node(policy.subject.store, policy.subject.table),
        key=policy.subject.key,
        nodes=frozenset(Node(table.store, table.name) for table in catalog.tables),
        edges=tuple(sorted(edges)),
    )


def _needed(edges: list[Edge], distance: dict[Node, int]) -> Iterator[Edge]:
    """Nearest first; after an edge that every row has, only its equals still count (as a tie)."""
    last: int | None = None
    for edge in sorted(edges, key=lambda edge: (distance[edge.target], edge)):
        if last is not None and distance[edge.target] > last:
            return
        yield edge
        if not edge.nullable:
            last = distance[edge.target]


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


def _unclear(node: Node, found: Text) -> PolicyError:
    return PolicyError(
        Text(
            zh=f"retention.yaml：表 {node} 有{found.zh}，无法判定归属",
            en=f"retention.yaml: table {node} has {found.en}, so whose rows they are is unclear",
        ),
        Text(
            zh="请在该表的规则中用 link 写明一条或多条。",
            en="Name one or several of them as the link of that table's rule.",
        ),
    )
