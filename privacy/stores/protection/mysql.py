"""MySQL and MariaDB: the encryption of sessions and files, and how the passwords of logins are kept."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from privacy.stores.config import StoreConfig
from privacy.stores.mysql import Address
from privacy.stores.protection.facts import (
    LOOPBACK,
    Connection,
    Login,
    Place,
    Protection,
    Reach,
    StoreProtection,
    Transport,
)

_QUERIES = Path(__file__).parent
# MySQL has no setting that encrypts all tables; that its tables are encrypted is not told here.
_MARIADB = {
    "status": "information_schema.session_status",
    "offers_tls": "@@have_ssl = 'YES'",
    "encrypts": "@@innodb_encrypt_tables IN ('ON', 'FORCE')",
}
_MYSQL = {"status": "performance_schema.session_status", "offers_tls": "1", "encrypts": "NULL"}
_HASHES = {
    "mysql_native_password": "SHA-1", "mysql_old_password": "mysql_old_password", "ed25519": "Ed25519",
    "caching_sha2_password": "SHA-256-CRYPT", "sha256_password": "SHA-256-CRYPT", "parsec": "PARSEC",
    "unix_socket": "none", "auth_socket": "none",
}  # fmt: skip
_WITHOUT_HASH = ("unix_socket", "auth_socket")
_CERTIFICATE_TIME = "%b %d %H:%M:%S %Y GMT"


def read_mysql(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> Protection:
    """Logins need SELECT on `mysql.user`; without it the ways in and the kinds of hashes are unknown."""
    version = _rows(connection, store, "SELECT version() AS version")[0]["version"]
    names = _MARIADB if "mariadb" in version.lower() else _MYSQL
    session = _rows(connection, store, _query("session").format(**names))[0]
    address = Address.of(store)
    place: Place = "socket" if address.socket else "loopback" if _is_loopback(address.host) else "network"
    is_open = not _truth(session["is_offline"]) and not _is_loopback(session["listens"] or "*")
    users = _users(connection, store)
    ways = [_session(store, place, session)]
    if is_open:
        ways += _ways(store, session, users)
        if _truth(session["offers_tls"]) and session["tls_versions"]:
            ways.append(
                Connection(
                    store.name, "oldest_tls", "oldest TLS", "tls", min(session["tls_versions"].split(","))
                )
            )
    encrypts = session["encrypts"]
    return Protection(
        StoreProtection(store.name, place, None if encrypts is None else _truth(encrypts)),
        tuple(ways),
        tuple(_logins(store, users, is_open=is_open)),
    )


def _session(store: StoreConfig, place: Place, session: dict[str, Any]) -> Connection:
    if session["tls_version"]:
        until = session["certificate_expires"]
        expires = _moment(until) if until else None
        is_verified = Address.of(store).ssl_mode in ("verify_ca", "verify_identity")
        return Connection(
            store.name, "session", "session", "tls", session["tls_version"], expires, is_verified
        )
    return Connection(store.name, "session", "session", "plain" if place == "network" else "local")


def _moment(written: str) -> datetime:
    """As in `Dec 31 00:00:00 2099 GMT`; a day of one digit has two blanks before it."""
    return datetime.strptime(" ".join(written.split()), _CERTIFICATE_TIME).replace(tzinfo=UTC)


def _ways(
    store: StoreConfig, session: dict[str, Any], users: list[dict[str, Any]] | None
) -> list[Connection]:
    """One way in a login that may come from elsewhere."""
    if users is None:
        return [Connection(store.name, "way_in", "logins", "unknown")]
    ways = []
    for user in users:
        transport: Transport = "optional" if _truth(session["offers_tls"]) else "plain"
        if _truth(session["requires_tls"]) or _truth(user["needs_tls"]):
            transport = "tls"
        if not _is_loopback(user["host_pattern"]):
            ways.append(Connection(store.name, "way_in", _name(user), transport))
    return ways


def _logins(store: StoreConfig, users: list[dict[str, Any]] | None, *, is_open: bool) -> list[Login]:
    if users is None:
        # Somebody can log in, since this session did; nothing else is known.
        return [Login(store.name, "logins", False, "unknown", "unknown" if is_open else "local")]
    return [
        Login(
            store.name,
            _name(user),
            _truth(user["is_superuser"]),
            _hash(user),
            _reach(user["host_pattern"]) if is_open else "local",
        )
        for user in users
    ]


def _hash(user: dict[str, Any]) -> str:
    if user["plugin"] not in _WITHOUT_HASH and _truth(user["has_no_password"]):
        return "empty"
    return _HASHES.get(user["plugin"], "unknown")


def _reach(host: str) -> Reach:
    if _is_loopback(host):
        return "local"
    return "any" if host in ("%", "") else "bound"


def _name(user: dict[str, Any]) -> str:
    return f"{user['login']}@{user['host_pattern']}"


def _users(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> list[dict[str, Any]] | None:
    """None where this login may not read the list."""
    try:
        return _rows(connection, store, _query("logins"))
    except duckdb.Error as error:
        if "denied" in str(error):
            return None
        raise


def _query(name: str) -> str:
    return (_QUERIES / f"mysql_{name}.sql").read_text(encoding="utf-8")


def _is_loopback(address: str) -> bool:
    return address in LOOPBACK or address.startswith("127.")


def _truth(value: object) -> bool:
    """The server tells booleans as numbers, as words, or as bits."""
    return str(value).upper() in ("1", "ON", "YES", "TRUE")


def _rows(connection: duckdb.DuckDBPyConnection, store: StoreConfig, sql: str) -> list[dict[str, Any]]:
    result = connection.execute("SELECT * FROM mysql_query(?, ?)", [store.name, sql])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
