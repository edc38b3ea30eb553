"""Building, replacing, starting and stopping a platform; what its database offers and refuses."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from demo import server
from demo.generate.content import table_names
from demo.platform import build, ensure_running, stop
from policy.errors import UsageError
from warehouse.config import load_config

FOREIGN_KEYS = """
SELECT conrelid::regclass::text, confrelid::regclass::text, cardinality(conkey)
FROM pg_constraint WHERE contype = 'f'
"""


@pytest.fixture
def reader(clean_platform: Path) -> psycopg.Connection:
    return psycopg.connect(ensure_running(clean_platform), autocommit=True)


def test_the_schema_has_what_real_ones_have(reader: psycopg.Connection) -> None:
    keys = set(reader.execute(FOREIGN_KEYS).fetchall())
    assert ("t_member", "t_address", 1) in keys and ("t_address", "t_member", 1) in keys, "a cycle"
    assert ("t_member", "t_member", 1) in keys, "a self-reference"
    assert ("t_review", "t_order_item", 2) in keys, "a composite key"
    types = reader.execute(
        "SELECT data_type FROM information_schema.columns "
        "WHERE table_name = 't_member' AND column_name = 'profile'"
    ).fetchone()
    assert types == ("jsonb",)


def test_every_table_is_described(reader: psycopg.Connection) -> None:
    described = reader.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND obj_description(oid) IS NOT NULL"
    ).fetchall()
    assert {name for (name,) in described} == set(table_names())


def test_the_reader_reads_everything_and_writes_nothing(reader: psycopg.Connection) -> None:
    for name in table_names():
        assert reader.execute(f"SELECT count(*) FROM {name}".encode()).fetchone() is not None
    assert reader.execute("SELECT count(*) > 30 FROM pg_roles WHERE rolname LIKE 'staff_%'").fetchone() == (
        True,
    )
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("DELETE FROM t_member")
    reader.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        reader.execute("DELETE FROM t_member")


def test_the_configuration_is_what_a_run_takes(clean_platform: Path) -> None:
    config = load_config(clean_platform / "quanyi.yaml")
    assert config.demo
    assert [store.name for store in config.stores] == ["app", "lake"]


def test_it_can_be_stopped_and_started(folder_for_servers: Callable[[str], Path]) -> None:
    folder = folder_for_servers("demo") / "demo"
    build(folder, scale=0.01, violations=())
    try:
        assert server.is_running(folder / "pg")
        assert stop(folder)
        assert not server.is_running(folder / "pg")
        assert not stop(folder)
        with psycopg.connect(ensure_running(folder)) as connection:
            assert connection.execute("SELECT count(*) FROM t_member").fetchone() == (200,)
    finally:
        stop(folder)


def test_building_again_replaces_the_platform(folder_for_servers: Callable[[str], Path]) -> None:
    folder = folder_for_servers("demo") / "demo"
    build(folder, scale=0.01, violations=())
    try:
        (folder / "lake" / "left_over").mkdir()
        build(folder, scale=0.015, violations=())
        assert not (folder / "lake" / "left_over").exists()
        with psycopg.connect(ensure_running(folder)) as connection:
            assert connection.execute("SELECT count(*) FROM t_member").fetchone() == (300,)
    finally:
        stop(folder)


def test_a_stale_pid_file_does_not_keep_it_down(folder_for_servers: Callable[[str], Path]) -> None:
    """After a restart of the machine, the pid in the file can belong to any other process: here, ours."""
    folder = folder_for_servers("demo") / "demo"
    build(folder, scale=0.01, violations=())
    try:
        pid_file = folder / "pg" / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
        stop(folder)
        pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        with psycopg.connect(ensure_running(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        stop(folder)


def test_a_long_path_gets_its_socket_elsewhere(folder_for_servers: Callable[[str], Path]) -> None:
    """A socket's path may have 107 bytes."""
    folder = folder_for_servers("long") / ("long" * 25) / "demo"
    build(folder, scale=0.01, violations=())
    try:
        with psycopg.connect(ensure_running(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        stop(folder)


def test_a_folder_with_other_content_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("do not touch")
    with pytest.raises(UsageError):
        build(tmp_path, scale=0.01)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_wrong_arguments_are_refused_before_anything_is_removed(clean_platform: Path) -> None:
    with pytest.raises(UsageError, match="no_such"):
        build(clean_platform, violations=["x.no_such"])
    with pytest.raises(UsageError):
        build(clean_platform, scale=0)
    assert (clean_platform / "quanyi.yaml").exists()


def test_progress_is_told_and_never_goes_back(folder_for_servers: Callable[[str], Path]) -> None:
    seen: list[tuple[str, int, int]] = []
    folder = folder_for_servers("demo") / "demo"
    build(folder, scale=0.01, violations=(), on_progress=lambda *step: seen.append(step))
    stop(folder)
    assert [done for _, done, _ in seen] == list(range(len(seen)))
    assert all(done <= total for _, done, total in seen)
