"""The platform's own rules and papers fit its schema."""

import json
from pathlib import Path

from demo.platform import ensure_running
from policy.bundle import Policy
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from warehouse.config import load_config


def _policy(folder: Path) -> Policy:
    config = load_config(folder / "quanyi.yaml")
    return Policy(config.policy, config.evidence)


def test_every_file_is_valid(clean_platform: Path) -> None:
    _policy(clean_platform).validate()


def test_catalogued_and_regulated_columns_exist(clean_platform: Path) -> None:
    ensure_running(clean_platform)
    config = load_config(clean_platform / "quanyi.yaml")
    policy = _policy(clean_platform)
    with open_session(config.stores) as session:
        catalog = read_catalog(session.connection, config.stores)
    assert policy.pii_catalogue is not None and policy.retention is not None
    rules = {rule.id for rule in policy.retention.tables}
    for entry in policy.pii_catalogue.columns:
        table = catalog.table(entry.store, entry.table)
        assert table is not None and table.column(entry.column) is not None, f"{entry.table}.{entry.column}"
        assert entry.retention_rule in rules, entry.retention_rule
    ruled = {(rule.store, rule.table) for rule in policy.retention.tables}
    assert ruled == {(table.store, table.name) for table in catalog.tables}


def test_every_planted_kind_is_catalogued(clean_platform: Path) -> None:
    """What the truth knows of, the catalogue names: column, path and kind."""
    truth = json.loads((clean_platform / "truth.json").read_text(encoding="utf-8"))
    catalogue = _policy(clean_platform).pii_catalogue
    assert catalogue is not None
    named = {(entry.table.removeprefix("public."), entry.column, entry.path, entry.pii_type)
             for entry in catalogue.columns}  # fmt: skip
    planted = {(item["table"], item["column"], item["path"], item["type"]) for item in truth["columns"]}
    planted |= {
        (text["table"], text["column"], None, kind) for text in truth["texts"] for kind in text["counts"]
    }
    assert planted - named == set()


def test_evidence_is_intact(clean_platform: Path) -> None:
    items = _policy(clean_platform).evidence
    assert items is not None
    assert {state for _, state in items} == {"intact"}
    assert {"privacy_policy", "pi_management_rules", "complaint_procedure"} <= {
        item.kind for item, _ in items
    }
