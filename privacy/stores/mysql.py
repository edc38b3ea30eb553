"""MySQL and MariaDB: their URL, whether they answer, and how their statements are bounded in time."""

import ssl
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

import pymysql
from pymysql.constants import ER
from pymysql.cursors import Cursor

from privacy.stores.config import StoreConfig
from privacy.stores.errors import MALFORMED, NO_ANSWER, NO_DATABASE, refused, unreachable

SYSTEM_SCHEMAS = ("information_schema", "mysql", "performance_schema", "sys")
_DEFAULT_PORT = 3306
# ER_ACCESS_DENIED_NO_PASSWORD_ERROR: a login that has only a socket or a plug-in; PyMySQL has no name for it.
_NO_PASSWORD = 1698
_PARAMETERS = {"socket", "ssl_mode", "ssl_ca"}
_SSL_MODES = {"disabled", "preferred", "required", "verify_ca", "verify_identity"}


@dataclass(frozen=True, repr=False)
class Address:
    """A URL `mysql://user:password@host:port/database?socket=…&ssl_mode=…&ssl_ca=…` taken apart."""

    host: str
    port: int
    user: str
    password: str
    database: str
    socket: str | None
    ssl_mode: str
    ssl_ca: str | None

    @staticmethod
    def of(store: StoreConfig) -> "Address":
        """Raises StoreError where the URL has no user, an unknown parameter or a port that is no number."""
        try:
            parts = urlsplit(store.url)
            parameters = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
            port = parts.port or _DEFAULT_PORT
        except ValueError:
            raise unreachable(store, MALFORMED) from None
        mode = parameters.get("ssl_mode", "preferred")
        if not parts.username or parameters.keys() - _PARAMETERS or mode not in _SSL_MODES:
            raise unreachable(store, MALFORMED)
        return Address(
            host=parts.hostname or "127.0.0.1",
            port=port,
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            database=unquote(parts.path.strip("/")),
            socket=parameters.get("socket"),
            ssl_mode=mode,
            ssl_ca=parameters.get("ssl_ca"),
        )

    def attach_string(self) -> str:
        """The connection string of DuckDB's reader."""
        place = {"socket": self.socket} if self.socket else {"host": self.host, "port": str(self.port)}
        pairs = {
            **place,
            "user": self.user,
            "password": self.password,
            "database": self.database,
            "ssl_mode": self.ssl_mode,
            "ssl_ca": self.ssl_ca,
        }
        return " ".join(f"{name}={_quoted(value)}" for name, value in pairs.items() if value)


def connect(address: Address, timeout: int) -> "pymysql.Connection[Cursor]":
    """A connection of the driver; `timeout` in seconds is for connecting alone."""
    return pymysql.connect(
        host=address.host,
        port=address.port,
        user=address.user,
        password=address.password,
        database=address.database or None,
        unix_socket=address.socket,
        connect_timeout=timeout,
        ssl=_context(address),
        ssl_disabled=address.ssl_mode == "disabled",
    )


def probe(store: StoreConfig, address: Address, timeout: int) -> None:
    """Connect once and leave; raises StoreError that tells a wrong password from an absent server."""
    try:
        connect(address, timeout).close()
    except (pymysql.MySQLError, OSError, RuntimeError) as error:
        code = error.args[0] if error.args else None
        if code in (ER.ACCESS_DENIED_ERROR, _NO_PASSWORD):
            raise refused(store) from None
        # A login without rights on a database is told the same whether or not there is one.
        if code in (ER.BAD_DB_ERROR, ER.DBACCESS_DENIED_ERROR):
            raise unreachable(store, NO_DATABASE) from None
        raise unreachable(store, NO_ANSWER) from None


def bounded(select: str, version: str, milliseconds: int) -> str:
    """The SELECT, cut off by the server after that time; each family of servers has its own way to say so."""
    if "mariadb" in version.lower():
        return f"SET STATEMENT max_statement_time={milliseconds / 1000:g} FOR {select}"
    return select.replace("SELECT", f"SELECT /*+ MAX_EXECUTION_TIME({milliseconds}) */", 1)


def _context(address: Address) -> ssl.SSLContext | None:
    if address.ssl_mode in ("disabled", "preferred"):
        return None
    context = ssl.create_default_context(cafile=address.ssl_ca)
    context.check_hostname = address.ssl_mode == "verify_identity"
    if address.ssl_mode == "required":
        context.verify_mode = ssl.CERT_NONE
    return context


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
