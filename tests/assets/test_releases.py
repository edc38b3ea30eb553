"""Releases from configuration to published file, in real runs on a small lake."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from assets.ledger import _events
from assets.release_making import set_key
from assets.releases import refresh_releases
from assets.run import Run, open_run
from policy.text import Text
from privacy.anonymization.sheet import read_sheet
from warehouse.release_events import release_events
from warehouse.workspace import Workspace

DAY = datetime(2026, 3, 16, 23)
USERS: dict[str, Any] = {
    "name": "users", "title": {"zh": "用户", "en": "Users"}, "purpose": "analytics", "audience": "analysts",
    "sql": "releases/users.sql", "subject": "id", "k": 5, "release_set": "shop",
    "quasi": {"region": "cn_region"}, "direct": {"id": "drop"},
}  # fmt: skip
ORDERS: dict[str, Any] = USERS | {
    "name": "orders", "title": {"zh": "订单", "en": "Orders"}, "sql": "releases/orders.sql",
    "suppression_limit": 0.2, "quasi": {"region": "cn_region", "kind": "category"},
}  # fmt: skip
COUNTS: dict[str, Any] = {
    "name": "by_kind", "title": {"zh": "计数", "en": "Counts"}, "purpose": "analytics", "audience": "all",
    "sql": "releases/orders.sql", "subject": "id", "rows": "region", "columns": "kind", "k": 5,
}  # fmt: skip

Open = Callable[..., Any]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Opens a run of one day on 200 people with two orders each, under the given releases."""
    (tmp_path / "lake").mkdir()
    (tmp_path / "mapping" / "releases").mkdir(parents=True)
    (tmp_path / "policy").mkdir()
    regions = ["110105", "110108", "440305", "310115"]
    ids = [f"U{number:04}" for number in range(200)]
    users = pa.table({"id": ids, "region": [regions[number % 4] for number in range(200)]})
    kinds = [("food", "books")[number // 4 % 2] for number in range(200)]
    pq.write_table(users, tmp_path / "lake" / "users.parquet")
    pq.write_table(users.append_column("kind", pa.array(kinds)), tmp_path / "lake" / "orders.parquet")
    for name in ("users", "orders"):
        sql = f"-- One row per row.\nSELECT * FROM lake.{name}"
        (tmp_path / "mapping" / "releases" / f"{name}.sql").write_text(sql, encoding="utf-8")
    config = {
        "organisation": {"zh": "某公司", "en": "Some Company"},
        "mapping": "mapping",
        "policy": "policy",
        "stores": [{"name": "lake", "kind": "parquet", "url": "lake"}],
    }
    path = tmp_path / "quanyi.yaml"
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")

    @contextmanager
    def open_(run_id: str, *releases: dict[str, Any], counts: Any = (), at: datetime = DAY) -> Iterator[Run]:
        document = {"releases": list(releases), "count_tables": list(counts)}
        text = yaml.safe_dump(document, allow_unicode=True)
        (tmp_path / "policy" / "anonymization.yaml").write_text(text, encoding="utf-8")
        with open_run(Workspace.open(path), run_id, at, "test") as run:
            yield run

    return open_


def rows(run: Run) -> dict[str, tuple[Any, ...]]:
    found = run.warehouse.execute(
        "SELECT dataset, status, label, k_reached, released_at FROM entities.releases"
    ).fetchall()
    return {name: tuple(rest) for name, *rest in found}


def test_a_run_publishes_files_database_and_records(opened: Open) -> None:
    with opened("r1", USERS, ORDERS, counts=[COUNTS]) as run:
        made = refresh_releases(run)
        assert not isinstance(made, Text)
        assert [one.events[-1].kind for one in made] == ["published"] * 3
        folder = run.workspace.releases_dir
        assert sorted(path.name for path in folder.iterdir()) == [
            "by_kind.parquet", "orders.parquet", "releases.duckdb", "users.parquet",
        ]  # fmt: skip
        with duckdb.connect(str(folder / "releases.duckdb"), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM orders").fetchone() == (200,)
        assert read_sheet(folder / "users.parquet")["release_set"] == "shop"
        events = [event for event in _events(run) if str(event["kind"]).startswith("release_")]
        assert [event["release"] for event in events] == ["users", "orders", "by_kind"]
        assert {status for status, *_ in rows(run).values()} == {"published"}


def test_tables_of_one_set_are_judged_together(opened: Open) -> None:
    """Alone 100 people share each kind. With the region of `users` at hand, 25 share a kind there."""
    orders = ORDERS | {"k": 30, "suppression_limit": 0.0}
    levels, least = [], []
    for run_id, releases in (("r1", [orders]), ("r2", [USERS, orders | {"name": "purchases"}])):
        with opened(run_id, *releases) as run:
            made = refresh_releases(run)
            assert not isinstance(made, Text)
            assert [one.events[-1].kind for one in made] == ["published"] * len(releases)
            result = made[-1].result
            levels.append(result.levels)
            regions = dict(zip(*(made[-1].raw[name].to_pylist() for name in ("id", "region")), strict=True))
            people = [regions[result.subject_names[who].as_py()] for who in result.subjects_of_rows]
            least.append(min(Counter(zip(people, result.table["kind"].to_pylist(), strict=True)).values()))
    assert levels[0]["kind"] == 0 and least[0] == 25
    assert levels[1]["kind"] == 1 and least[1] == 50


def test_a_version_that_shows_one_person_is_held_and_told_as_the_one_before(
    opened: Open, tmp_path: Path
) -> None:
    with opened("r1", USERS) as run:
        refresh_releases(run)
        before = rows(run)["users"]
    lake = tmp_path / "lake" / "users.parquet"
    pq.write_table(pq.read_table(lake).slice(1), lake)
    with opened("r2", USERS, at=datetime(2026, 3, 17, 23)) as run:
        refresh_releases(run)
        assert rows(run)["users"] == before
        assert [event.kind for event in release_events(run.workspace.control_path, "r2")] == ["held"]
    with opened("r3", USERS, at=datetime(2026, 6, 20, 23)) as run:
        refresh_releases(run)
        kinds = [event.kind for event in release_events(run.workspace.control_path, "r3")]
        assert kinds == ["expired", "published"] and rows(run)["users"][-1] == datetime(2026, 6, 20, 23)


def test_a_withdrawn_release_is_gone_and_recorded(opened: Open) -> None:
    with opened("r1", USERS, ORDERS) as run:
        refresh_releases(run)
    with opened("r2", USERS | {"withdrawn": "2026-03-17"}, ORDERS, at=datetime(2026, 3, 17, 23)) as run:
        made = refresh_releases(run)
        assert not isinstance(made, Text) and [one.name for one in made] == ["orders"]
        assert not (run.workspace.releases_dir / "users.parquet").exists()
        events = release_events(run.workspace.control_path, "r2")
        assert (events[0].name, events[0].kind) == ("users", "withdrawn")
        with duckdb.connect(
            str(run.workspace.releases_dir / "releases.duckdb"), read_only=True
        ) as connection:
            assert connection.execute("SELECT name FROM data_sheets").fetchall() == [("orders",)]
        assert "users" not in rows(run)


def test_a_pair_too_fine_is_recorded_as_refused(opened: Open, tmp_path: Path) -> None:
    lake = tmp_path / "lake" / "orders.parquet"
    table = pq.read_table(lake)
    kinds = ["toys" if number < 4 else kind for number, kind in enumerate(table["kind"].to_pylist())]
    pq.write_table(table.set_column(2, "kind", pa.array(kinds)), lake)
    with opened(
        "r1", USERS | {"k": 5}, ORDERS | {"suppression_limit": 0.0, "subject": None, "direct": {"id": "drop"}}
    ) as run:
        made = refresh_releases(run)
        assert not isinstance(made, Text)
        assert rows(run)["orders"][:3] == ("refused", "anonymised", None)
        assert "names no subject" in made[1].events[-1].reasons[0].en


def test_a_set_has_a_key_a_version(opened: Open) -> None:
    kept = ORDERS | {"direct": {"id": "pseudonym"}, "purpose": "service"}
    shown = []
    for run_id, version in (("r1", 1), ("r2", 2)):
        with opened(run_id, kept | {"key_version": version}) as run:
            refresh_releases(run)
            release = run.workspace.policy.anonymization.releases[0]
            names = pq.read_table(run.workspace.releases_dir / "orders.parquet")["id"].to_pylist()
            expected = set_key(run.workspace, release).one("release:shop:subject", "U0001")
            assert expected in names and expected.startswith(f"v{version}.")
            shown.append({name.partition(".")[2] for name in names})
            assert run.treatment.pseudonymiser.one("user", "U0001") not in names
    assert not shown[0] & shown[1]
