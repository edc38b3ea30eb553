"""What PostgreSQL's files hold of erased rows: no tuple, live or dead; only free space and, until an index
is rebuilt, the values that separate its pages."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from privacy.erasure.pacing import StorePace

PAGE = 8192
RELATIONS = """
SELECT pg_relation_filepath(oid) FROM pg_class
WHERE (oid = 't'::regclass OR oid = (SELECT reltoastrelid FROM pg_class WHERE oid = 't'::regclass)
   OR oid IN (SELECT indexrelid FROM pg_index WHERE indrelid = 't'::regclass))
"""


def items(file: Path) -> Iterator[bytes]:
    """The bytes of every item that a line pointer of a page leads to."""
    content = file.read_bytes()
    for start in range(0, len(content), PAGE):
        page = content[start : start + PAGE]
        (lower,) = struct.unpack_from("<H", page, 12)
        for place in range(24, lower, 4):
            (pointer,) = struct.unpack_from("<I", page, place)
            offset, flags, length = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
            if flags and length:
                yield page[offset : offset + length]


def files(store: Any, which: str = "") -> list[Path]:
    with psycopg.connect(store.url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
        return [folder / path for (path,) in connection.execute(RELATIONS + which).fetchall()]


def build(store: Any) -> None:
    with psycopg.connect(store.url) as connection:
        connection.execute(
            "CREATE TABLE t (id int PRIMARY KEY, person text, name text, body text STORAGE EXTERNAL)"
        )
        connection.execute("CREATE INDEX ON t (name)")
        connection.execute(
            "INSERT INTO t SELECT n, 'p' || n % 9, 'canary-' || n % 9 || '-' || n, "
            "'canary-' || n % 9 || '-' || repeat(md5(n::text), 100) FROM generate_series(1, 900) n"
        )


@pytest.mark.parametrize("rebuild", [False, True])
def test_no_tuple_of_an_erased_row_is_left(
    rebuild: bool, pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    build(pg)
    kept = [b"".join(items(file)) for file in files(pg)]
    assert sum(b"canary-4-" in item for item in kept) == 3, "table, its index by name, and its TOAST table"
    where = "person = 'p5' AND name IS NOT NULL"
    source = sources([pg], [
        rules("pg", "public.t", "id", "person", "person = 'p4'"),
        rules("pg", "public.t", "id", "person", where, name="clear", body="clear"),
    ], ["p4", "p5"])  # fmt: skip
    report = bench.execute(source, pace=StorePace(rebuild_indexes=rebuild))
    assert [f.dead_rows for f in report.finished] == [0]
    tables = files(pg) if rebuild else files(pg, "AND relkind <> 'i'")
    left = b"".join(item for file in tables for item in items(file))
    assert b"canary-4-" not in left and b"canary-5-" not in left
    assert b"canary-6-" in left


def test_rows_that_others_can_still_see_are_reported_as_dead(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    build(pg)
    with psycopg.connect(pg.url) as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT count(*) FROM t")
        report = bench.execute(sources([pg], [rules("pg", "public.t", "id", "person")], ["p4"]))
    (finish,) = report.finished
    assert finish.dead_rows is not None and finish.dead_rows >= 100
    assert any(b"canary-4-" in item for file in files(pg) for item in items(file))


def test_a_login_that_may_not_vacuum_is_no_claim_that_all_is_gone(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    build(pg)
    with psycopg.connect(pg.url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS eraser")
        connection.execute("CREATE ROLE eraser LOGIN")
        connection.execute(
            "GRANT USAGE ON SCHEMA public TO eraser; GRANT SELECT, UPDATE, DELETE ON t TO eraser"
        )
    poor = pg.model_copy(update={"url": pg.url.replace("postgres:@", "eraser:@")})
    report = bench.execute(sources([poor], [rules("pg", "public.t", "id", "person")], ["p4"]))
    assert [(t.acted, f.dead_rows) for t, f in zip(report.tables, report.finished, strict=True)] == [
        (100, None)
    ]
