"""What is known of a store's protection. "Unknown" is a value of its own and never means safe."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Place = Literal["file", "socket", "loopback", "network"]
"""Where the store is reached: a file, a socket or the loopback address of this host, or over a network."""

Transport = Literal["local", "tls", "optional", "plain", "unknown"]
"""`local` does not leave the host; `optional` leaves the choice of encryption to whoever connects."""

WayKind = Literal["session", "way_in", "oldest_tls"]
"""This very session; what the server lets others do; the oldest version of TLS that it accepts."""

Reach = Literal["local", "bound", "any", "unknown"]
"""From where a login may come: this host, listed addresses, or everywhere."""

LOOPBACK = ("localhost", "127.0.0.1", "::1", "127.0.0.0/8", "127.0.0.1/32", "::1/128")


@dataclass(frozen=True)
class StoreProtection:
    """A store as a whole.

    Attributes:
        engine_encrypts: whether the engine itself encrypts its files; None where it does not say.
    """

    store: str
    place: Place
    engine_encrypts: bool | None


@dataclass(frozen=True)
class Connection:
    """A way into a store.

    Attributes:
        name: unique in the store, such as `session` or `rule 12`.
        tls_version: as `TLSv1.2`; None where nothing is encrypted or the version is not known.
        certificate_expires_at: with its time zone.
        is_verified: whether this session would have failed on a certificate that is expired or not trusted.
    """

    store: str
    kind: WayKind
    name: str
    transport: Transport
    tls_version: str | None = None
    certificate_expires_at: datetime | None = None
    is_verified: bool = False


@dataclass(frozen=True)
class Login:
    """A login of a database server.

    Attributes:
        password_hash: the kind of hash its password is kept as; `none` where no password lets it in, `empty`
            where the empty one does, else `unknown`.
    """

    store: str
    login: str
    is_superuser: bool
    password_hash: str
    reach: Reach


@dataclass(frozen=True)
class Protection:
    """All that was read of one store."""

    store: StoreProtection
    connections: tuple[Connection, ...] = ()
    logins: tuple[Login, ...] = ()
