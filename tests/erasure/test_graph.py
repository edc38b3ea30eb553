import pytest

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.graph import Node, SubjectGraph, build_graph
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table

MEMBER = Node("app", "public.t_member")


def steps(graph: SubjectGraph, node: Node) -> list[list[str]]:
    return [[step.edge.target.table for step in path] for path in graph.paths(node)]


def test_paths_of_the_shop(shop) -> None:
    graph = build_graph(shop.catalog, shop.policy)
    assert graph.paths(MEMBER) == ((),)
    assert steps(graph, Node("app", "public.t_address")) == [["public.t_member"]]
    assert steps(graph, Node("app", "public.t_order_item")) == [["public.t_order", "public.t_member"]]
    assert steps(graph, Node("lake", "login_log")) == [["public.t_member"]]


def test_reaching_leaves_out_the_table_that_only_is_referred_to(shop) -> None:
    graph = build_graph(shop.catalog, shop.policy)
    assert Node("app", "public.t_region") not in graph.reaching
    assert {node.table for node in graph.reaching} == {
        "public.t_member", "public.t_address", "public.t_order", "public.t_order_item", "public.t_comment",
        "login_log",
    }  # fmt: skip


def message(link: object = ()) -> tuple[Catalog, RetentionPolicy]:
    columns = (Column("id", "INTEGER"), Column("sender", "INTEGER"), Column("receiver", "INTEGER"))
    keys = tuple(ForeignKey("message", (name,), "member", ("id",)) for name in ("sender", "receiver"))
    reply = ForeignKey("attachment", ("message",), "message", ("id",))
    catalog = Catalog(
        (
            Table("app", "member", (Column("id", "INTEGER"),)),
            Table("app", "message", columns, foreign_keys=keys),
            Table("app", "attachment", (Column("message", "INTEGER"),), foreign_keys=(reply,)),
        )
    )
    policy = RetentionPolicy.model_validate(
        {
            "subject": {"store": "app", "table": "member", "key": "id"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": [
                {"id": name, "store": "app", "table": name, "erasure": {"action": "delete"}}
                | ({"link": link} if name == "message" else {})
                for name in ("member", "message", "attachment")
            ],
        }
    )
    return catalog, policy


def test_two_equally_short_ways_ask_for_a_link() -> None:
    graph = build_graph(*message())
    for table in ("message", "attachment"):
        with pytest.raises(PolicyError) as raised:
            graph.paths(Node("app", table))
        assert "app message" in raised.value.what.zh
        assert "sender → member" in raised.value.what.en


def test_a_declared_link_decides_and_several_all_count() -> None:
    def to(column: str) -> dict[str, object]:
        return {"column": column, "to": {"store": "app", "table": "member", "column": "id"}}

    (path,) = build_graph(*message(to("sender"))).paths(Node("app", "message"))
    assert path[0].edge.columns == ("sender",)
    both = build_graph(*message([to("sender"), to("receiver")])).paths(Node("app", "attachment"))
    assert sorted(path[1].edge.columns for path in both) == [("receiver",), ("sender",)]


def test_links_in_a_circle_lead_nowhere() -> None:
    around = {"column": "id", "to": {"store": "app", "table": "attachment", "column": "message"}}
    with pytest.raises(PolicyError, match="no reference leads"):
        build_graph(*message(around)).paths(Node("app", "message"))


def test_a_link_that_comes_back_to_its_own_table_adds_nothing() -> None:
    sender = {"column": "sender", "to": {"store": "app", "table": "member", "column": "id"}}
    around = {"column": "id", "to": {"store": "app", "table": "attachment", "column": "message"}}
    graph = build_graph(*message([sender, around]))
    assert steps(graph, Node("app", "message")) == [["member"]]
    assert steps(graph, Node("app", "attachment")) == [["message", "member"]]
