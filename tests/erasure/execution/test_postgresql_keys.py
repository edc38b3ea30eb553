"""Rows of PostgreSQL are found by their keys, whatever these hold."""

from typing import Any

import psycopg
import pytest

from privacy.erasure.pacing import StorePace

KEYS = {
    "bigint": ["-1", "9223372036854775807", "7"],
    "text": ["'a,b'", "'\"q\"'", r"E'back\\slash'", "'{}'", "'NULL'", "''", "' x '", r"E'l\nt\t'", "'中文'"],
    "char(5)": ["'ab'", "'abcde'"],
    "varchar(3)": ["'abc'"],
    "uuid": ["'123e4567-e89b-12d3-a456-426614174000'"],
    "date": ["'2024-02-29'"],
    "timestamptz": ["'2024-03-10 02:30:00.5+08'"],
    "numeric(12,3)": ["1.500", "-0.001"],
    "key_mood": ["'so, so'"],
    "key_name": ["'d\"q'"],
}  # fmt: skip
TYPES = "CREATE TYPE key_mood AS ENUM ('so, so'); CREATE DOMAIN key_name AS text;"


def execute(store: Any, *statements: str) -> Any:
    with psycopg.connect(store.url, autocommit=True) as connection:
        for statement in statements:
            found = connection.execute(statement)
        return found.fetchall() if found.description else []


@pytest.mark.parametrize("kind", KEYS)
def test_every_kind_of_key_finds_its_rows(pg: Any, bench: Any, rules: Any, sources: Any, kind: str) -> None:
    rows = ", ".join(f"({key}, {number % 2})" for number, key in enumerate(KEYS[kind]))
    execute(
        pg, TYPES, f"CREATE TABLE keyed (k {kind} PRIMARY KEY, who int)", f"INSERT INTO keyed VALUES {rows}"
    )
    before = execute(pg, "SELECT k::text, who FROM keyed ORDER BY 1")
    source = sources([pg], [rules("pg", "public.keyed", "k", "who")], ["0"])
    report = bench.execute(source, pace=StorePace(batch_rows=2))
    assert [count.rows for count in report.rules] == [len(KEYS[kind][::2])]
    assert execute(pg, "SELECT count(*) FROM keyed WHERE who = 0") == [(0,)]
    assert bench.undo(source).conflicts == 0
    assert execute(pg, "SELECT k::text, who FROM keyed ORDER BY 1") == before
