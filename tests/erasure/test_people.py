"""Whose identifiers are sealed: of those who leave, where nobody else has the same."""

from typing import Any

from privacy.erasure.people import read_people

PHONES = {("app", "public.t_member", "phone"): "PHONE_NUMBER"}


def values(shop: Any, subjects: list[str], **more: Any) -> list[tuple[str, str, bool]]:
    people = read_people(shop.connection, shop.policy, shop.catalog, subjects, PHONES, **more)
    assert sorted(set(people["subject_id"].to_pylist())) == sorted(subjects)
    return sorted(
        (row["subject_id"], row["value"], row["own"])
        for row in people.to_pylist()
        if row["value"] is not None
    )


def test_who_stays_a_user_is_known_by_key_and_not_by_identifiers(shop: Any) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '13800138000', NULL, NULL), "
        "(2, 'm2', NULL, '13900139000', NULL, NULL)"
    )
    shop.stage(("m1", False), everyone=("m1", "m2"))
    both = ["key-m1", "key-m2"]
    assert values(shop, both) == [("key-m1", "13800138000", True), ("key-m2", "13900139000", True)]
    assert values(shop, both, staying=["key-m2"]) == [("key-m1", "13800138000", True)]


def test_what_somebody_who_stays_has_too_is_not_given(shop: Any) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '13800138000', NULL, NULL), "
        "(2, 'm2', NULL, '13800138000', NULL, NULL)"
    )
    shop.stage(("m1", False), everyone=("m1", "m2"))
    assert values(shop, ["key-m1"]) == []
    assert values(shop, ["key-m1", "key-m2"], staying=["key-m2"]) == []
