"""Bad input gets one line with the remedy, the documented exit code, and nothing is half-written."""

import os
import resource
import shutil
import subprocess
import sys

import pytest
import yaml

from warehouse.lock import writer_lock


def one_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.startswith("quanyi: ")]
    assert len(lines) == 1 and "Traceback" not in text, text
    return lines[0]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--as-of", "2031-01-01"], "outside the working calendar"),
        (["run", "--as-of", "yesterday"], "is no date"),
        (["run", "--select", "nothing"], "There is no group nothing"),
        (["run", "--config", "absent.yaml"], "There is no file absent.yaml"),
        (["demo", "--clean", "--violate", "dsr.dsr_access_rectify_erase"], "exclude each other"),
        (["demo", "--violate", "dsr.unknown"], "dsr.unknown"),
        (["scan", "absent.csv"], "cannot be scanned"),
        (["scan"], "SOURCE"),
        (["fly"], "No such command"),
    ],
)
def test_wrong_arguments_exit_64(demo, arguments: list[str], says: str) -> None:
    ran = demo.quanyi(*arguments)
    assert ran.code == 64
    assert says in one_line(ran.err)


def test_an_unknown_key_in_the_configuration_exits_64(demo) -> None:
    config = demo.variant("unknown-key", colour="red")
    ran = demo.quanyi("run", "--config", str(config))
    assert (ran.code, "unknown key colour" in one_line(ran.err)) == (64, True)
    assert not (demo.folder / "unknown-key").exists()


def test_malformed_policy_stops_before_anything_is_written(demo) -> None:
    folder = demo.config.parent / "bad-policy"
    shutil.copytree(demo.config.parent / "policy", folder)
    (folder / "accounts.yaml").write_text("dormancy: {version: '1', idle_days: soon}\n")
    ran = demo.quanyi("run", "--config", str(demo.variant("malformed", policy="bad-policy")))
    assert ran.code == 64
    assert "accounts.yaml: dormancy.idle_days" in one_line(ran.err)
    assert not (demo.folder / "malformed" / "warehouse.duckdb").exists()


def test_a_second_run_says_who_holds_the_lock(demo) -> None:
    with writer_lock(demo.folder / ".data" / "warehouse.lock", "quanyi run"):
        ran = demo.quanyi("run", "--config", str(demo.config))
    assert ran.code == 3
    assert "(quanyi run, since" in one_line(ran.err)


def test_a_mapping_that_names_a_missing_column_makes_gaps_of_its_own_checks_only(demo) -> None:
    folder = demo.config.parent / "bad-mapping"
    shutil.copytree(demo.config.parent / "mapping", folder)
    (folder / "surveys.sql").write_text("SELECT no_such_column AS id FROM app.public.t_survey")
    ran = demo.quanyi("run", "--config", str(demo.variant("mapping-fault", mapping="bad-mapping")))
    assert ran.code == 2, ran.err
    checks = demo.quanyi(
        "checks", "--config", str(demo.config.with_name("mapping-fault.yaml")), "--format", "json"
    )
    outcomes = {check["check"]: check for check in yaml.safe_load(checks.out)}
    gaps = [name for name, check in outcomes.items() if check["outcome"] == "gap"]
    assert gaps == ["survey_kpis.satisfaction_survey"]
    assert (
        "surveys.sql" in outcomes[gaps[0]]["gap"]["en"] and "no_such_column" in outcomes[gaps[0]]["gap"]["en"]
    )


def test_a_store_that_is_down_makes_gaps_and_no_release_or_plan(demo) -> None:
    document = yaml.safe_load(demo.config.read_text(encoding="utf-8"))
    stores = [
        store | {"url": "postgresql://reader:hidden-secret@127.0.0.1:1/app"}
        if store["name"] == "app"
        else store
        for store in document["stores"]
    ]
    config = demo.variant("store-down", stores=stores, demo=False)
    ran = demo.quanyi("run", "--config", str(config))
    assert ran.code == 2
    assert "Store app" in ran.out and "no server answers" in ran.out
    assert "hidden-secret" not in ran.out + ran.err
    assert list((demo.folder / "store-down" / "published" / "releases").rglob("*.parquet")) == []
    masked = demo.quanyi("stores", "--config", str(config)).out
    assert "hidden-secret" not in masked and "***" in masked
    assert (
        "hidden-secret" in demo.quanyi("stores", "--config", str(config), "--reveal", "--format", "json").out
    )


def test_a_full_disk_is_named_and_leaves_the_last_good_pages(demo) -> None:
    """A limit on file size stands in for the disk; the writes fail in the same way."""
    config = demo.variant("disk-full")
    script = "from pipelines.cli import main; main()"
    limit = 800_000
    ran = subprocess.run(
        [sys.executable, "-c", script, "run", "--config", str(config)],
        cwd=demo.folder,
        env={**os.environ, "QUANYI_LANG": "en"},
        capture_output=True,
        text=True,
        timeout=300,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    assert ran.returncode == 3
    assert "The disk is full" in one_line(ran.stderr)
    leftovers = [path for path in (demo.folder / "disk-full").rglob("*") if ".new" in path.name]
    assert leftovers == []
    assert not (demo.folder / "disk-full" / "published" / "quanyi.duckdb").exists()
