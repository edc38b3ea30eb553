import json
import shutil
from datetime import datetime
from pathlib import Path

from warehouse.control import CheckResult, ControlStore

AS_OF = datetime(2026, 3, 16, 23)
OUTCOMES = {
    "dsr.dsr_access_rectify_erase": "violation",
    "pii_scan.lawful_collection": "violation",
    "refund_kpis.cancel_refund_flow": "pass",
}


def test_a_waiver_shows_on_the_violation_it_waives(quanyi, folder: Path) -> None:
    shutil.copy(Path(__file__).with_name("waivers.yaml"), folder / "policy" / "waivers.yaml")
    ControlStore(folder / ".data" / "control.sqlite").add_results(
        [CheckResult("r", AS_OF, check, "h", outcome, 10, 2, 0, {}, None)  # type: ignore[arg-type]
         for check, outcome in OUTCOMES.items()]
    )  # fmt: skip
    code, out, _ = quanyi("checks", "--format", "json")
    shown = {row["check"]: (row["outcome"], row["waived_until"]) for row in json.loads(out)}
    assert code == 0 and shown == {
        "dsr.dsr_access_rectify_erase": ("violation", "2026-04-10"),
        "pii_scan.lawful_collection": ("violation", None),
        "refund_kpis.cancel_refund_flow": ("pass", None),
    }
    table = quanyi("checks")[1]
    assert table.count("waived until 2026-04-10") == 1
    assert table.count("its waiver expired on 2026-03-15") == 1
    assert table.count("✗ violation") == 2
