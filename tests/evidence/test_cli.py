"""`quanyi ledger`."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.cli.ledger import ledger
from policy.errors import UsageError
from privacy.evidence.keys import trusted_key
from privacy.evidence.verify_offline.proof import verify_proof

CONFIG = """
organisation: {zh: 例, en: Example}
data_dir: data
stores: [{name: lake, kind: parquet, url: lake}]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "quanyi.yaml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def place(config: Path, small: Any) -> Any:
    """The small ledger where this workspace keeps its own."""
    folder, keys = config.parent / "data" / "ledger", config.parent / "data" / "keys" / "ledger"
    keys.parent.mkdir(parents=True)
    small.folder.rename(folder)
    small.keys.rename(keys)
    return type(small)(folder, keys, small.trusted)


def run(config: Path, *arguments: str) -> tuple[int, Result]:
    result = CliRunner().invoke(
        ledger, [*arguments, "--config", str(config)], standalone_mode=False, env={"QUANYI_LANG": "en"}
    )
    if result.exception:
        raise result.exception
    return result.return_value or 0, result


def test_verify_says_what_holds_and_exits_0(config: Path, place: Any) -> None:
    head = place.verify().head
    code, result = run(config, "verify", "--format", "json")
    assert code == 0
    assert json.loads(result.stdout) == {
        "ok": True,
        "heads": 5,
        "events": 10,
        "head": head,
        "keys": list(place.verify().keys),
        "expected_heads": [head],
        "problems": [],
    }
    code, result = run(config, "verify", "--head", place.open().heads[1].hash().upper())
    assert code == 0
    assert "✓ 10 events, as they were sealed" in result.stdout
    assert f"✓ holds {place.open().heads[1].hash()}" in result.stdout


def test_verify_names_what_was_changed_in_both_languages_and_exits_1(config: Path, place: Any) -> None:
    segment = place.folder / "events-000000000005.jsonl"
    segment.write_bytes(segment.read_bytes().replace(b"pass", b"fail", 1))
    code, result = run(config, "verify", "--format", "json")
    assert (code, json.loads(result.stdout)["problems"]) == (
        1,
        [
            {
                "zh": "第 4 批（从第 5 条事件起，共 1 条）被改动",
                "en": "batch 4 (1 events from event 5) was changed",
            }
        ],
    )
    code, result = run(config, "verify")
    assert (code, result.stdout) == (1, "✗ batch 4 (1 events from event 5) was changed\n")


def test_verify_finds_a_ledger_set_back_by_the_last_head_sealed_here(config: Path, place: Any) -> None:
    head = place.verify().head
    older = place.open().heads[:-1]
    (place.folder / "heads.jsonl").write_bytes(b"".join(item.line() + b"\n" for item in older))
    segment = place.folder / "events-000000000005.jsonl"
    segment.write_bytes(segment.read_bytes()[: older[-1].length])
    code, result = run(config, "verify")
    assert (code, result.stdout) == (1, f"✗ there is no head {head}: the ledger was set back or replaced\n")
    (place.keys / "ledger-head.json").unlink()
    code, result = run(config, "verify")
    assert code == 0
    assert "? without --head, newest batches cut off whole cannot be told" in result.stdout


def test_prove_prints_a_proof_that_holds(config: Path, place: Any) -> None:
    code, result = run(config, "prove", "6")
    proof = json.loads(result.stdout)
    assert (code, proof["index"]) == (0, 6)
    assert verify_proof(proof, trusted_key(place.trusted)).hash() == place.verify().head
    with pytest.raises(UsageError, match="There is no event 10"):
        run(config, "prove", "10")


def test_rotate_key_hands_over(config: Path, place: Any) -> None:
    before = place.verify().keys
    code, result = run(config, "rotate-key")
    assert (code, "Head 6 hands over from key" in result.stdout) == (0, True)
    after = place.verify()
    assert (after.ok, len(after.keys), after.keys[:2]) == (True, 3, before)


def test_what_a_crash_left_is_reported_on_standard_error(config: Path, place: Any) -> None:
    with (place.folder / "events-000000000005.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert run(config, "verify")[0] == 1
    _, result = run(config, "prove", "0")
    assert "3 bytes of unsealed events" in result.stderr
    assert run(config, "verify")[0] == 0


def test_where_there_is_no_ledger_none_is_begun(config: Path) -> None:
    for command in (["verify"], ["prove", "0"], ["rotate-key"]):
        with pytest.raises(UsageError, match="There is no ledger"):
            run(config, *command)
    assert not (config.parent / "data" / "ledger").exists()
