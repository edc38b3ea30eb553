"""How a store protects itself, read from real servers through sessions that can change nothing."""

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import duckdb
import psycopg

from privacy.stores.config import StoreConfig
from privacy.stores.protection.facts import Connection, Login, Protection, StoreProtection
from privacy.stores.protection.read import read_protection
from privacy.stores.protection.unkeyed import HashedColumn, Place, find_unkeyed
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

KINDS = """
CREATE FUNCTION quanyi_password_kinds() RETURNS TABLE (login text, password_hash text)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
    SELECT rolname, CASE
        WHEN rolpassword IS NULL THEN 'none'
        WHEN rolpassword LIKE 'SCRAM-SHA-256$%' THEN 'SCRAM-SHA-256'
        WHEN rolpassword LIKE 'md5%' THEN 'MD5' ELSE 'unknown' END
    FROM pg_authid WHERE rolcanlogin
$$;
REVOKE ALL ON FUNCTION quanyi_password_kinds() FROM PUBLIC;
"""


def read(store: StoreConfig) -> Protection:
    with open_session([store]) as session:
        assert session.failed == {}
        return read_protection(session.connection, store)


def test_a_socket_does_not_leave_the_host_and_hidden_hashes_are_unknown(postgresql) -> None:
    url = f"postgresql://app_reader:right-secret@/postgres?host={postgresql[1]}"
    found = read(StoreConfig(name="app", kind="postgresql", url=url))
    assert found.store == StoreProtection("app", "socket", engine_encrypts=False)
    assert found.connections == (Connection("app", "session", "session", "local"),)
    login = next(one for one in found.logins if one.login == "app_reader")
    assert login == Login("app", "app_reader", is_superuser=False, password_hash="unknown", reach="local")
    assert next(one for one in found.logins if one.login == "postgres").is_superuser


def test_the_kinds_of_hashes_are_read_by_a_superuser_or_through_the_function(postgresql) -> None:
    with psycopg.connect(postgresql[0], autocommit=True) as owner:
        owner.execute("CREATE ROLE old_sync LOGIN PASSWORD 'md5" + "0" * 32 + "'")
        owner.execute("CREATE ROLE nobody LOGIN")
    expected = {"app_reader": "SCRAM-SHA-256", "old_sync": "MD5", "nobody": "none"}
    try:
        as_superuser = read(StoreConfig(name="app", kind="postgresql", url=postgresql[0]))
        with psycopg.connect(postgresql[0], autocommit=True) as owner:
            owner.execute(KINDS)
            owner.execute("GRANT EXECUTE ON FUNCTION quanyi_password_kinds() TO app_reader")
        url = f"postgresql://app_reader:right-secret@/postgres?host={postgresql[1]}"
        as_reader = read(StoreConfig(name="app", kind="postgresql", url=url))
    finally:
        with psycopg.connect(postgresql[0], autocommit=True) as owner:
            owner.execute("DROP FUNCTION IF EXISTS quanyi_password_kinds()")
            owner.execute("DROP ROLE old_sync; DROP ROLE nobody")
    for found in (as_superuser, as_reader):
        assert expected.items() <= {one.login: one.password_hash for one in found.logins}.items()


def test_rules_of_an_open_server_are_ways_in(open_postgresql: str) -> None:
    found = read(StoreConfig(name="app", kind="postgresql", url=open_postgresql))
    assert found.store.place == "loopback"
    assert [(way.name, way.transport) for way in found.connections] == [
        ("session", "local"), ("rule 2", "local"), ("rule 3", "plain"), ("rule 4", "plain"),
    ]  # fmt: skip
    assert {one.login: one.reach for one in found.logins} == {
        "postgres": "any", "office": "bound", "app_reader": "local"
    }  # fmt: skip


def test_rules_that_the_login_may_not_see_are_unknown(open_postgresql: str) -> None:
    url = open_postgresql.replace("postgres@", "app_reader@")
    found = read(StoreConfig(name="app", kind="postgresql", url=url))
    assert Connection("app", "way_in", "rules", "unknown") in found.connections
    assert {one.reach for one in found.logins} == {"unknown"}


def test_tls_of_a_mariadb_session_and_its_logins(tls_mariadb: str) -> None:
    found = read(
        StoreConfig(name="shop", kind="mysql", url=f"{_by_port(tls_mariadb, 'root')}?ssl_mode=required")
    )
    ways = {way.name: way for way in found.connections}
    assert (ways["session"].transport, ways["session"].is_verified) == ("tls", False)
    assert ways["session"].tls_version in ("TLSv1.2", "TLSv1.3")
    assert ways["session"].certificate_expires_at == datetime(2099, 12, 31, tzinfo=UTC)
    assert ways["oldest TLS"].tls_version == "TLSv1.2"
    # MariaDB's own set-up adds root@<this host>.
    assert {name: way.transport for name, way in ways.items() if "@" in name and "root" not in name} == {
        "anywhere@%": "optional", "office@10.20.%": "tls", "boss@%": "tls"
    }  # fmt: skip
    assert found.store == StoreProtection("shop", "loopback", engine_encrypts=False)
    logins = {one.login: (one.is_superuser, one.password_hash, one.reach) for one in found.logins}
    assert logins["anywhere@%"] == (False, "SHA-1", "any")
    assert logins["office@10.20.%"] == (False, "SHA-1", "bound")
    assert logins["boss@%"] == (True, "empty", "any")
    assert logins["reader@127.0.0.1"] == (False, "SHA-1", "local")


def test_a_mariadb_login_without_rights_on_the_list_tells_nothing_of_it(tls_mariadb: str) -> None:
    url = _by_port(tls_mariadb, "reader:right-secret", "shop")
    found = read(StoreConfig(name="shop", kind="mysql", url=url))
    assert Connection("shop", "way_in", "logins", "unknown") in found.connections
    assert [(one.password_hash, one.reach) for one in found.logins] == [("unknown", "unknown")]


def test_a_mariadb_on_the_loopback_address_has_no_way_in_from_elsewhere(mysql: str) -> None:
    found = read(StoreConfig(name="shop", kind="mysql", url=mysql))
    assert [(way.name, way.transport) for way in found.connections] == [("session", "local")]
    assert {one.reach for one in found.logins} == {"local"}


def test_a_file_opened_without_a_key_is_not_encrypted_by_its_format(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "d.duckdb")).close()
    found = read(StoreConfig(name="d", kind="duckdb", url=str(tmp_path / "d.duckdb")))
    assert found.store == StoreProtection("d", "file", engine_encrypts=False)
    assert found.connections == (Connection("d", "session", "session", "local"),)


def test_unkeyed_hashes_are_found_with_the_values_at_hand(tmp_path: Path) -> None:
    path = tmp_path / "d.duckdb"
    with duckdb.connect(str(path)) as database:
        database.execute(
            "CREATE TABLE people AS SELECT '1380000000' || i AS phone, '2026' AS year FROM range(6) r(i)"
        )
        database.execute(
            "CREATE TABLE digests AS SELECT CASE phone[-1] WHEN '0' THEN md5(phone) "
            "WHEN '1' THEN sha1(phone) WHEN '2' THEN upper(sha256(phone)) ELSE sha256('key' || phone) END "
            "AS digest FROM people"
        )
    store = StoreConfig(name="d", kind="duckdb", url=str(path))
    hashed, plain = (
        Place("d", "main.digests", "digest", "PHONE_NUMBER"),
        Place("d", "main.people", "phone", "PHONE_NUMBER"),
    )
    other = Place("d", "main.people", "year", "CN_ID_CARD")
    with open_session([store]) as session:
        catalog = read_catalog(session.connection, [store])
        assert find_unkeyed(session.connection, catalog, [hashed], [plain, other]) == [
            HashedColumn(hashed, 6, 6, 3)
        ]
        assert find_unkeyed(session.connection, catalog, [hashed], [other]) == [HashedColumn(hashed, 6, 0, 0)]


def _by_port(url: str, user: str, database: str = "") -> str:
    return f"mysql://{user}@127.0.0.1:{urlsplit(url).port}/{database}"
