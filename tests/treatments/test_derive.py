from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from privacy.treatments.derive import DERIVATIONS, derive
from warehouse.contracts import load_contracts

CASES = yaml.safe_load((Path(__file__).parent / "derive_cases.yaml").read_text(encoding="utf-8"))
TODAY = date(2026, 3, 16)


@pytest.mark.parametrize(
    ("name", "case"), [(name, case) for name, cases in CASES.items() for case in cases], ids=str
)
def test_derivation(name: str, case: list[object]) -> None:
    *inputs, expected = case
    assert DERIVATIONS[name](inputs, TODAY) == expected


def test_every_derivation_has_cases_and_a_contract_uses_it() -> None:
    used = {
        column.argument
        for contract in load_contracts().values()
        for column in contract.columns.values()
        if column.verb == "derive"
    }
    assert used == DERIVATIONS.keys() == CASES.keys()


def test_derive_judges_rows_together() -> None:
    ips = pa.array(["10.0.0.1", "10.0.0.1", None])
    lists = pa.array(["10.0.0.0/24", None, "10.0.0.0/24"])
    assert derive("ip_allowed", [ips, lists], TODAY, pa.bool_()).to_pylist() == [True, None, False]
