"""The generated content: the same for the same seed, valid where it claims to be, consistent in itself."""

from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from demo import AS_OF, TODAY
from demo.generate.content import Content, make, table_names
from demo.generate.frame import stream
from demo.generate.people import names
from privacy.detection.checksums import is_bank_card, is_citizen_id, is_uscc
from privacy.treatments.derive import email_state, phone_state

SCALE = 0.02


@pytest.fixture(scope="module")
def content() -> Content:
    return make(7, SCALE)


def column(content: Content, table: str, name: str) -> list[object]:
    return content.tables[table].column(name).drop_null().to_pylist()


def test_same_seed_same_content(content: Content) -> None:
    assert make(7, SCALE).digest() == content.digest()


def test_other_seed_other_content(content: Content) -> None:
    assert make(8, SCALE).digest() != content.digest()


def test_every_table_has_rows(content: Content) -> None:
    assert [name for name in table_names() if content.tables[name].num_rows == 0] == []


def test_scale_multiplies_members() -> None:
    assert make(7, 0.05).tables["t_member"].num_rows == 1_000


def test_numbers_pass_their_checksums(content: Content) -> None:
    assert [
        number for number in column(content, "t_member", "id_card_no") if not is_citizen_id(str(number))
    ] == []
    assert [
        number for number in column(content, "t_bank_card", "card_no") if not is_bank_card(str(number))
    ] == []
    assert [code for code in column(content, "t_merchant", "uscc") if not is_uscc(str(code))] == []


def test_contacts_are_valid(content: Content) -> None:
    phones = column(content, "t_address", "contact_phone") + column(content, "t_merchant", "shop_phone")
    assert {phone_state([str(phone)], TODAY.date()) for phone in phones} == {"valid"}
    emails = column(content, "t_member", "email")
    assert {email_state([str(email)], TODAY.date()) for email in emails} == {"valid"}


def test_identity_numbers_agree_with_birth_date_and_gender(content: Content) -> None:
    members = content.tables["t_member"].select(["id_card_no", "birth_date", "gender"]).to_pylist()
    known = [member for member in members if member["id_card_no"]]
    assert len(known) > 300
    days_off = []
    for member in known:
        number, born = member["id_card_no"], member["birth_date"]
        days_off.append((born - date(int(number[6:10]), int(number[10:12]), int(number[12:14]))).days)
        assert (int(number[16]) % 2 == 0) == (member["gender"] == "F")
    # A few were mistyped by a day.
    assert set(days_off) == {0, 1} and sum(days_off) < len(known) / 100


def test_identity_numbers_are_distinct(content: Content) -> None:
    numbers = column(content, "t_member", "id_card_no")
    assert len(set(numbers)) == len(numbers)


def test_names_are_varied() -> None:
    """Many surnames, people of minorities, some with foreign names, few namesakes."""
    invented = names(stream(7, "test"), np.arange(3_000) % 2 == 0).tolist()
    assert len({name[0] for name in invented}) > 80
    assert 10 < sum("·" in name for name in invented) < 150
    assert 3 < sum(name.isascii() for name in invented) < 60
    assert len(set(invented)) > 1_800


def test_nothing_is_younger_than_today(content: Content) -> None:
    limits = {"licence_expire", "valid_until", "cert_expire", "due_date", "expire_time"}
    for name, table in [*content.tables.items(), *content.lake.items()]:
        for field in table.schema:
            if pa.types.is_timestamp(field.type) and field.name not in limits | {"promise_time"}:
                latest = pc.max(table.column(field.name)).as_py()
                assert latest is None or latest <= AS_OF, f"{name}.{field.name}"


def test_erased_members_left_nothing(content: Content) -> None:
    accounts = content.tables["t_passport_account"].to_pylist()
    held = set(column(content, "t_legal_hold", "member_no"))
    cutoff = datetime(2026, 3, 1)
    gone = {
        account["member_no"]
        for account in accounts
        if account["close_time"] and account["close_time"] < cutoff and account["member_no"] not in held
    }
    assert len(gone) > 10
    for member in content.tables["t_member"].to_pylist():
        if member["member_no"] in gone:
            assert (
                member["real_name"] is member["mobile"] is member["id_card_no"] is member["profile"] is None
            )
    for order in content.tables["t_order"].to_pylist():
        if order["member_no"] in gone:
            assert order["receiver_name"].startswith("erased-")
    assert not gone & set(content.lake["login_log"].column("member_no").to_pylist())


def test_the_lake_has_no_empty_day(content: Content) -> None:
    for name in ("app_event", "operation_log"):
        days = {moment.date() for moment in content.lake[name].column("ts").to_pylist()}
        assert len(days) >= 200, name
        assert (max(days) - min(days)).days + 1 == len(days), name


def test_truth_counts_what_is_there(content: Content) -> None:
    truth: Any = content.truth
    columns = {(item["table"], item["column"], item["path"]): item for item in truth["columns"]}
    assert columns["t_member", "mobile", None]["cells"] == len(column(content, "t_member", "mobile"))
    tickets = next(item for item in truth["texts"] if item["table"] == "t_ticket")
    by_number = dict(
        zip(
            content.tables["t_ticket"].column("ticket_no").to_pylist(),
            content.tables["t_ticket"].column("content").to_pylist(),
            strict=True,
        )
    )
    assert len(tickets["cells"]) > 100
    for cell in tickets["cells"]:
        text = by_number[cell["key"]]
        assert not text.startswith("erased-")
        if "EMAIL_ADDRESS" in cell["types"]:
            assert "@" in text


def test_canaries_are_in_every_store(content: Content) -> None:
    """In a text column, inside JSON, and in the lake."""
    canaries = content.truth["canaries"]
    assert isinstance(canaries, dict)
    tickets = "\n".join(str(text) for text in column(content, "t_ticket", "content"))
    profiles = "\n".join(str(text) for text in column(content, "t_member", "profile"))
    searches = "\n".join(str(text) for text in content.lake["app_event"].column("keyword").to_pylist())
    for value in canaries.values():
        assert value in tickets
        assert value in searches
    assert canaries["mobile"] in profiles and canaries["email"] in profiles
    members = content.tables["t_member"].to_pylist()
    assert sum(canaries["mobile"] in (member["profile"] or "") for member in members) == 1
