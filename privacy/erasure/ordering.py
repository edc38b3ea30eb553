"""In which order tables lose their rows, and which references have to be cleared before."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from policy.errors import PolicyError
from policy.text import Text
from privacy.erasure.graph import Edge, Node


def order_of(
    nodes: Iterable[Node], edges: Iterable[Edge], clearable: Mapping[Edge, bool]
) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Tables that lose rows, children before parents, and the foreign keys to clear first to make it so.

    Args:
        edges: references among the nodes. Declared links bind no database: they order tables where that is
            possible and are let go where it is not.
        clearable: the foreign keys that can be cleared -> whether rows are found by them, so that it is
        better
            to clear others.

    Raises:
        PolicyError: rows refer to each other in a circle, and none of its foreign keys may be NULL.
    """
    left = sorted(edge for edge in edges if edge.source != edge.target)
    cleared: list[Edge] = []
    while True:
        sorter: TopologicalSorter[Node] = TopologicalSorter({node: () for node in sorted(nodes)})
        for edge in left:
            sorter.add(edge.target, edge.source)
        try:
            return tuple(sorter.static_order()), tuple(cleared)
        except CycleError as error:
            circle = error.args[1]
        steps = set(pairwise(circle))
        inside = [edge for edge in left if (edge.source, edge.target) in steps]
        step = _weakest(inside, clearable)
        if step is None:
            raise _closed(circle)
        # All references between the two tables must go, else the circle stays.
        between = [edge for edge in inside if (edge.source, edge.target) == step]
        cleared += [edge for edge in between if not edge.declared]
        left = [edge for edge in left if edge not in between]


def _weakest(inside: list[Edge], clearable: Mapping[Edge, bool]) -> tuple[Node, Node] | None:
    """Two tables of a circle whose references can all be let go; best those without a foreign key, then those
    by which no row is found."""
    between: dict[tuple[Node, Node], list[Edge]] = {}
    for edge in inside:
        between.setdefault((edge.source, edge.target), []).append(edge)
    free = {
        step: sum(0 if edge.declared else 2 if clearable[edge] else 1 for edge in edges)
        for step, edges in between.items()
        if all(edge.declared or edge in clearable for edge in edges)
    }
    return min(free, key=lambda step: (free[step], step), default=None)


def _closed(circle: list[Node]) -> PolicyError:
    names = " → ".join(str(node) for node in circle)
    return PolicyError(
        Text(
            zh=f"retention.yaml：{names} 互相引用且均不允许 NULL，无法删除其中的行",
            en=f"retention.yaml: {names} refer to each other and none of the references may be NULL, so "
            "their rows cannot be deleted",
        ),
        Text(
            zh="请让其中一个外键列允许 NULL，或把其中一张表的处理方式改为 clear 或 pseudonymise。",
            en="Let one of the foreign keys be NULL, or treat one of the tables by clear or pseudonymise.",
        ),
    )
