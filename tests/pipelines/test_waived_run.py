"""A whole run in which the only violation is waived."""

import json
import shutil

WAIVER = """
waivers:
  - check: evidence_vault.complaint_procedure
    owner: 客服中心
    reason: {zh: 新规程待审定, en: the new procedure is before the board}
    granted_at: 2026-03-01
    expires_at: 2026-04-10
"""


def test_a_waived_violation_is_shown_everywhere_and_does_not_fail_the_run(demo) -> None:
    folder = demo.config.parent
    shutil.copytree(folder / "policy", folder / "waiving")
    (folder / "waiving" / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    shutil.copytree(folder / "evidence", folder / "old-evidence")
    entry = folder / "old-evidence" / "complaint-procedure.yaml"
    entry.write_text(entry.read_text("utf-8").replace("2026-11-03", "2026-03-10"), encoding="utf-8")
    config = str(demo.variant("waived", policy="waiving", evidence="old-evidence"))
    ran = demo.quanyi("run", "--config", config)
    assert ran.code == 2, ran.err
    assert "Waived until 2026-04-10 by 客服中心: the new procedure is before the board" in ran.out
    results = json.loads(demo.quanyi("checks", "--config", config, "--format", "json").out)
    failing = [(row["check"], row["outcome"], row["waived_until"]) for row in results
               if row["outcome"] != "pass"]  # fmt: skip
    assert failing == [("evidence_vault.complaint_procedure", "violation", "2026-04-10")]
    clauses = json.loads(demo.quanyi("clauses", "--config", config, "--format", "json").out)
    assert "violated" in {clause["status"] for document in clauses["documents"]
                          for clause in document["clauses"]}  # fmt: skip
    page = (demo.folder / "waived" / "pages" / "officer.en.html").read_text("utf-8")
    assert "Waived until 2026-04-10" in page and "Was valid until 2026-03-10, days past: 6" in page
