from dataclasses import replace

import pytest

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.annotations import check_annotations
from privacy.erasure.graph import build_graph
from privacy.stores.catalog import Catalog, ForeignKey


def check(policy: RetentionPolicy, catalog: Catalog) -> None:
    check_annotations(policy, catalog, build_graph(catalog, policy))


def without(policy: RetentionPolicy, *ids: str) -> RetentionPolicy:
    return policy.model_copy(update={"tables": tuple(rule for rule in policy.tables if rule.id not in ids)})


def test_a_complete_policy_passes(shop) -> None:
    check(shop.policy, shop.catalog)


def test_unannotated_tables_fail_closed_and_all_are_named(shop) -> None:
    with pytest.raises(PolicyError) as raised:
        check(without(shop.policy, "order-items", "comments"), shop.catalog)
    for text in (raised.value.what.zh, raised.value.what.en):
        assert "app public.t_comment, app public.t_order_item" in text


def test_a_table_is_still_found_through_a_table_that_is_not_personal(shop) -> None:
    orders = next(rule for rule in shop.policy.tables if rule.id == "member-orders")
    impersonal = orders.model_copy(update={"personal": False, "erasure": None, "minimum": None})
    rest = without(shop.policy, "member-orders", "order-items")
    with pytest.raises(PolicyError, match=r"public\.t_order_item"):
        check(rest.model_copy(update={"tables": (*rest.tables, impersonal)}), shop.catalog)


def test_a_reference_out_of_the_catalog_fails_closed(shop) -> None:
    away = ForeignKey("public.t_region", ("name",), "public.t_excluded", ("id",))
    tables = tuple(
        replace(table, foreign_keys=(away,)) if table.name == "public.t_region" else table
        for table in shop.catalog.tables
    )
    with pytest.raises(PolicyError, match=r"public\.t_region"):
        check(shop.policy, Catalog(tables))


def test_names_the_store_does_not_have(shop) -> None:
    gone = Catalog(tuple(table for table in shop.catalog.tables if table.name != "public.t_comment"))
    with pytest.raises(PolicyError, match=r"lack app public\.t_comment"):
        check(shop.policy, gone)
    profile = shop.policy.tables[0]
    wrong = profile.model_copy(
        update={"erasure": profile.erasure.model_copy(update={"columns": ("rael_name",)})}
    )
    with pytest.raises(PolicyError, match=r"public\.t_member\.rael_name"):
        check(shop.policy.model_copy(update={"tables": (wrong, *shop.policy.tables[1:])}), shop.catalog)


def test_a_personal_table_without_a_way_to_the_subject(shop) -> None:
    log = shop.policy.tables[-1].model_copy(update={"link": ()})
    with pytest.raises(PolicyError, match="no reference leads from table lake login_log"):
        check(shop.policy.model_copy(update={"tables": (*shop.policy.tables[:-1], log)}), shop.catalog)
