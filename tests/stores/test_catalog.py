from dataclasses import replace

from privacy.stores.catalog import Catalog, Change, Column, ForeignKey, Table, diff

MEMBER = Table("app", "public.member", (Column("no", "VARCHAR"), Column("tel", "VARCHAR")), ("no",))
ORDERS = Table("app", "public.orders", (Column("no", "VARCHAR"),))


def test_equal_catalogs_do_not_differ() -> None:
    assert diff(Catalog((MEMBER,)), Catalog((replace(MEMBER, row_count=9),))) == []


def test_each_kind_of_change_is_named() -> None:
    key = ForeignKey("public.member", ("no",), "public.orders", ("no",))
    changed = replace(
        MEMBER, columns=(Column("no", "BIGINT"), Column("mail", "VARCHAR")), foreign_keys=(key,)
    )
    assert diff(Catalog((MEMBER, ORDERS)), Catalog((changed, replace(ORDERS, name="public.bills")))) == [
        Change("app", "public.bills", None, "table_added"),
        Change("app", "public.member", "mail", "column_added", "VARCHAR"),
        Change("app", "public.member", "no", "column_retyped", "VARCHAR → BIGINT"),
        Change("app", "public.member", "tel", "column_removed", "VARCHAR"),
        Change("app", "public.member", None, "keys_changed"),
        Change("app", "public.orders", None, "table_removed"),
    ]


def test_a_catalog_survives_json() -> None:
    key = ForeignKey("public.member", ("no",), "public.orders", ("no",))
    catalog = Catalog((replace(MEMBER, foreign_keys=(key,), row_count=3), ORDERS))
    assert Catalog.from_json(catalog.to_json()) == catalog
