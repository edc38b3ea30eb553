import sqlite3
from collections.abc import Iterator
from datetime import datetime

import pytest

from privacy.erasure.suppression import Entry, SuppressionList

NOW = datetime(2026, 3, 16)
ENTRY = Entry("cancellation", datetime(2026, 3, 1), "PIPL art. 47", datetime(2026, 6, 1))


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with sqlite3.connect(":memory:") as made:
        yield made


def test_a_person_who_comes_back_is_known_with_the_duty_that_erased_them(
    connection: sqlite3.Connection,
) -> None:
    suppressed = SuppressionList(connection, b"k" * 32)
    suppressed.add(["M1", "M2"], ENTRY)
    assert suppressed.among(["M0", "M2"], NOW) == {"M2": ENTRY}
    assert suppressed.among(["M2"], datetime(2026, 6, 2)) == {}


def test_no_key_of_a_person_can_be_read_from_the_list(connection: sqlite3.Connection) -> None:
    SuppressionList(connection, b"k" * 32).add(["M0000001"], ENTRY)
    assert "M0000001" not in "".join(connection.iterdump())
    assert SuppressionList(connection, b"other key".ljust(32)).among(["M0000001"], NOW) == {}


def test_the_later_expiry_stays_and_the_list_forgets(connection: sqlite3.Connection) -> None:
    suppressed = SuppressionList(connection, b"k" * 32)
    suppressed.add(["M1"], ENTRY)
    suppressed.add(["M1"], Entry("request", datetime(2026, 3, 5), "PIPL art. 47", datetime(2026, 4, 1)))
    assert suppressed.among(["M1"], NOW)["M1"].expires_at == ENTRY.expires_at
    assert suppressed.among(["M1"], NOW)["M1"].trigger == "request"
    assert suppressed.expire(datetime(2026, 6, 2)) == 1
    assert suppressed.size() == 0


def test_an_undone_erasure_is_forgotten(connection: sqlite3.Connection) -> None:
    suppressed = SuppressionList(connection, b"k" * 32)
    suppressed.add(["M1", "M2"], ENTRY)
    suppressed.remove(["M1"])
    assert set(suppressed.among(["M1", "M2"], NOW)) == {"M2"}
