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


def test_a_person_whose_key_is_unknown_does_not_hide_whose_values_others_have(shop: Any) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '13800138000', NULL, NULL), "
        "(2, 'm2', NULL, '13800138000', NULL, NULL), (3, 'm3', NULL, '13700137000', NULL, NULL)"
    )
    shop.stage(("m1", False), ("m3", False), everyone=("m1", "m2", "m3"))
    shop.connection.execute(
        "INSERT INTO staged_subjects (subject_raw, subject_id, trigger) "
        "VALUES (NULL, 'key-m9', 'cancellation')"
    )
    wanted = ["key-m1", "key-m3", "key-m9"]
    assert values(shop, wanted) == [("key-m3", "13700137000", True)]


def test_what_a_row_of_nobody_has_too_is_not_given(shop: Any) -> None:
    shop.run(
        "INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '13800138000', NULL, NULL), "
        "(2, NULL, NULL, '13800138000', NULL, NULL)"
    )
    shop.stage(("m1", False), everyone=("m1",))
    assert values(shop, ["key-m1"]) == []


def test_no_statement_reads_a_table_by_two_scans(shop: Any) -> None:
    """Two scans of one server's table in one stream were seen to stand still."""
    shop.run("INSERT INTO app.public.t_member VALUES (1, 'm1', NULL, '13800138000', NULL, NULL)")
    shop.stage(("m1", False), everyone=("m1",))
    asked: list[str] = []

    class Recorded:
        def __getattr__(self, name: str) -> Any:
            return getattr(shop.connection, name)

        def execute(self, query: str, *more: Any) -> Any:
            asked.append(query)
            return shop.connection.execute(query, *more)

    read_people(Recorded(), shop.policy, shop.catalog, ["key-m1"], PHONES)  # type: ignore[arg-type]
    scans = [
        sum(str(plan).count("t_member") for plan in shop.connection.execute(f"EXPLAIN {query}").fetchall())
        for query in asked
        if "t_member" in query
    ]
    assert scans and max(scans) == 1
