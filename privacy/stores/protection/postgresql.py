"""PostgreSQL: its sessions' encryption, its host rules, and how the passwords of its logins are kept."""

from collections import defaultdict
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import duckdb
import psycopg

from privacy.stores.config import StoreConfig
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
_EVERYWHERE = ("all", "0.0.0.0/0", "::/0")
_TRANSPORT: dict[str, Transport] = {
    "hostssl": "tls", "hostgssenc": "tls", "hostnossl": "plain", "hostnogssenc": "optional"
}  # fmt: skip


def read_postgresql(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> Protection:
    """PostgreSQL itself has no encryption at rest, so `engine_encrypts` is False.

    Host rules need `pg_hba_file_rules`, kinds of hashes `pg_authid` or the function
    `quanyi_password_kinds()`; without these rights they are unknown.
    """
    session = _rows(connection, store, "session")[0]
    place = _place(session["server_address"])
    is_open = session["listens"] is None or not _only_loopback(session["listens"])
    rules = _rows(connection, store, "rules") if session["may_see_rules"] else None
    ways = [_session(store, place, session), *_rules(store, session, rules, is_open=is_open)]
    if session["offers_tls"] and is_open:
        ways.append(Connection(store.name, "oldest_tls", "oldest TLS", "tls", session["oldest_tls"] or None))
    return Protection(
        StoreProtection(store.name, place, engine_encrypts=False),
        tuple(ways),
        tuple(_logins(connection, store, session, rules, is_open=is_open)),
    )


def _session(store: StoreConfig, place: Place, session: dict[str, Any]) -> Connection:
    if session["is_encrypted"]:
        # PostgreSQL tells nobody how long its certificate holds; a session that verified it knows it does.
        mode = psycopg.conninfo.conninfo_to_dict(store.url).get("sslmode")
        is_verified = mode in ("verify-ca", "verify-full")
        return Connection(
            store.name, "session", "session", "tls", session["tls_version"], is_verified=is_verified
        )
    return Connection(store.name, "session", "session", "plain" if place == "network" else "local")


def _rules(
    store: StoreConfig, session: dict[str, Any], rules: list[dict[str, Any]] | None, *, is_open: bool
) -> list[Connection]:
    """One way in a rule. A server that listens to nobody outside needs none; hidden rules are unknown."""
    if not is_open:
        return []
    if rules is None:
        return [Connection(store.name, "way_in", "rules", "unknown")]
    ways: dict[int, Connection] = {}
    for rule in rules:
        usual: Transport = "optional" if session["offers_tls"] else "plain"
        transport = "local" if _is_loopback(_network(rule)) else _TRANSPORT.get(rule["type"], usual)
        ways[rule["line_number"]] = Connection(store.name, "way_in", f"rule {rule['line_number']}", transport)
    return list(ways.values())


def _logins(
    connection: duckdb.DuckDBPyConnection,
    store: StoreConfig,
    session: dict[str, Any],
    rules: list[dict[str, Any]] | None,
    *,
    is_open: bool,
) -> list[Login]:
    source = "hashes" if session["may_see_hashes"] else "kinds" if session["may_see_kinds"] else None
    known = _rows(connection, store, source) if source else []
    kinds = {row["login"]: row["password_hash"] for row in known}
    addresses: dict[str, set[str]] = defaultdict(set)
    for rule in rules or []:
        addresses[rule["login"]].add(_network(rule))
    return [
        Login(
            store.name,
            row["login"],
            row["is_superuser"],
            kinds.get(row["login"], row["password_hash"]),
            _reach(None if rules is None else addresses["all"] | addresses[row["login"]], is_open=is_open),
        )
        for row in _rows(connection, store, "logins")
    ]


def _reach(addresses: set[str] | None, *, is_open: bool) -> Reach:
    if not is_open:
        return "local"
    if addresses is None:
        return "unknown"
    if addresses & set(_EVERYWHERE):
        return "any"
    return "bound" if any(not _is_loopback(address) for address in addresses) else "local"


def _network(rule: dict[str, Any]) -> str:
    """The address of a rule as `10.20.0.0/16`; names of hosts and words such as `all` as they are."""
    if rule["netmask"] is None:
        return str(rule["address"])
    return f"{rule['address']}/{int(ip_address(rule['netmask'])).bit_count()}"


def _place(server_address: str | None) -> Place:
    if server_address is None:
        return "socket"
    return "loopback" if _is_loopback(server_address) else "network"


def _only_loopback(listens: str) -> bool:
    return all(_is_loopback(name.strip()) for name in listens.split(",") if name.strip())


def _is_loopback(address: str) -> bool:
    return address in LOOPBACK or address.startswith("127.")


def _rows(connection: duckdb.DuckDBPyConnection, store: StoreConfig, query: str) -> list[dict[str, Any]]:
    sql = (_QUERIES / f"postgresql_{query}.sql").read_text(encoding="utf-8")
    result = connection.execute("SELECT * FROM postgres_query(?, ?)", [store.name, sql])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
