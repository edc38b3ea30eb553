"""Services and posts of the organisation, and the rows that checks read."""

from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.errors import PolicyError
from warehouse.policy_entities import post_groups, services

FILE = """
services:
  - id: shop
    title: {zh: 商城, en: Shop}
    owner: 运营部
    site: true
    changed_on: 2025-11-10
    support_post: agent
  - {id: console, title: {zh: 后台, en: Console}, public: false}
post_groups: {customer_service: [agent, lead, agent]}
"""


def test_rows(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text(FILE, encoding="utf-8")
    policy = Policy(tmp_path)
    shop, console = services(policy) or []
    assert (shop["site"], shop["public"], str(shop["changed_on"])) == (True, True, "2025-11-10")
    assert (console["site"], console["public"], console["owner"]) == (False, False, None)
    assert post_groups(policy) == [
        {"post_group": "customer_service", "post": "agent"},
        {"post_group": "customer_service", "post": "lead"},
    ]


def test_without_the_file_the_rows_are_unmapped() -> None:
    assert services(Policy()) is None and post_groups(Policy()) is None


def test_a_misspelt_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "organisation.yaml").write_text("servises: []", encoding="utf-8")
    with pytest.raises(PolicyError, match="unknown key servises"):
        _ = Policy(tmp_path).organisation
