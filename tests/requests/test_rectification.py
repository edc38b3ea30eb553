"""A correction is done when the store holds the wanted value and no longer the wrong one."""

import sqlite3
from collections.abc import Callable
from datetime import datetime

import pytest

from policy.bundle import Policy
from policy.errors import UsageError
from policy.requests import RequestsPolicy
from privacy.requests import rectification, steps
from privacy.requests.errors import IdentityError, RequestError
from privacy.requests.export.person import find_person
from privacy.requests.rectification import Place
from privacy.requests.register import Register
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.config import load_config

from .conftest import Planted

AT = datetime(2026, 3, 16, 12)
ADDRESS = Place("app", "public.t_address", "detail")
WRONG, WANTED = "浙江省杭州市西湖区文三路1号", "浙江省杭州市西湖区文三路91号"
KEYS = Pseudonymiser(b"k" * 32)


@pytest.fixture
def now(planted: Planted) -> Callable[[Place], set[str]]:
    """What the person's rows hold in a place, read from the stores."""

    def read(place: Place) -> set[str]:
        config = load_config(planted.folder / "quanyi.yaml")
        retention = Policy(config.policy).retention
        assert retention is not None
        with open_session(config.stores) as session:
            person = find_person(
                session.connection, retention, read_catalog(session.connection, config.stores),
                raw_key=planted.member, subject_id="k1.person",
            )  # fmt: skip
            return rectification.values_of(session.connection, person, retention, place)

    return read


@pytest.fixture
def request_id(register: Register, policy: RequestsPolicy) -> str:
    request = register.receive("rectify", "k1.person", at=AT, by="Lin", channel="app")
    steps.verify_identity(
        register, request.id, policy, method="signed_in", evidence="file 1", at=AT, by="Lin"
    )
    return request.id


def test_from_asking_to_seeing_it_done(
    register: Register,
    control: sqlite3.Connection,
    request_id: str,
    planted: Planted,
    now: Callable[[Place], set[str]],
) -> None:
    words = {"pseudonymiser": KEYS, "at": AT, "by": "Lin"}
    asked = rectification.ask(
        register, request_id, ADDRESS, current=now(ADDRESS), wanted=WANTED, wrong=WRONG, **words
    )
    assert [item for item, _ in asked.unseen()] == [0]
    with pytest.raises(RequestError, match="not seen in the store"):
        steps.fulfil(register, request_id, how="by letter", at=AT, by="Lin")

    def look() -> str:
        return rectification.look_again(register, request_id, 0, current=now(ADDRESS), **words)

    assert look() == "wanted_missing"
    with planted.database() as database:
        database.execute(
            "INSERT INTO t_address SELECT 990002, member_no, consignee, contact_phone, region_code, %s, "
            "create_time FROM t_address WHERE address_id = 990001",
            [WANTED],
        )
    assert look() == "wrong_still_there"
    with planted.database() as database:
        database.execute("DELETE FROM t_address WHERE address_id = 990001")
    assert look() == "done"
    assert register.request(request_id).unseen() == []
    assert steps.fulfil(register, request_id, how="by letter", at=AT, by="Lin").state == "fulfilled"
    kept = "\n".join(control.iterdump())
    assert "文三路" not in kept and planted.member not in kept, "shapes and keyed hashes only"


def test_nothing_before_identity(register: Register) -> None:
    request = register.receive("rectify", "k1.person", at=AT, by="Lin", channel="app")
    with pytest.raises(IdentityError):
        rectification.ask(
            register, request.id, ADDRESS, current={"a"}, wanted="b", wrong="a", pseudonymiser=KEYS, at=AT,
            by="Lin",
        )  # fmt: skip
    assert register.keyed(request.id, "wanted-0") is None


@pytest.mark.parametrize(
    ("wanted", "wrong"), [("b", "not there"), ("a", None)], ids=["wrong value", "right already"]
)
def test_what_cannot_be_corrected(
    register: Register, request_id: str, wanted: str, wrong: str | None
) -> None:
    with pytest.raises(UsageError, match="wrong value"):
        rectification.ask(
            register, request_id, ADDRESS, current={"a"}, wanted=wanted, wrong=wrong, pseudonymiser=KEYS,
            at=AT, by="Lin",
        )  # fmt: skip


def test_columns_outside_personal_tables_are_refused(now: Callable[[Place], set[str]]) -> None:
    for place in (Place("app", "public.t_goods", "goods_name"), Place("app", "public.t_address", "no_such")):
        with pytest.raises(UsageError, match="no column of a table of personal data"):
            now(place)
