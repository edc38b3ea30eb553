"""The auditor's side: the folder of code alone, on another machine, with the files and a public key."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from privacy.evidence import verify_offline

CODE = Path(verify_offline.__file__).parent


@pytest.fixture
def auditor(tmp_path: Path) -> Path:
    """A folder that holds the verifier and nothing else of this project."""
    shutil.copytree(
        CODE, tmp_path / "auditor" / "verify_offline", ignore=shutil.ignore_patterns("__pycache__")
    )
    return tmp_path / "auditor"


def run(auditor: Path, *arguments: object, language: str = "en") -> tuple[int, list[str]]:
    done = subprocess.run(
        [sys.executable, "-m", "verify_offline", *map(str, arguments)],
        cwd=auditor,
        env={"PATH": os.environ["PATH"], "QUANYI_LANG": language, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.splitlines()


def test_it_imports_only_python_cryptography_and_itself() -> None:
    for path in CODE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0:
                names = [node.module or ""]
            for name in names:
                root = name.partition(".")[0]
                assert root == "cryptography" or root in sys.stdlib_module_names, (path.name, name)


def test_a_ledger_that_holds(small: Any, auditor: Path) -> None:
    report = small.verify()
    code, lines = run(auditor, small.folder, "--key", small.trusted)
    assert code == 0
    assert lines[:4] == [
        "ok    5 heads, signed and chained",
        "ok    10 events, as they were sealed",
        f"ok    keys {', '.join(report.keys)}",
        f"last  {report.head}",
    ]
    assert lines[4].startswith("note  without --head")
    code, lines = run(auditor, small.folder, "--key", small.trusted, "--head", report.head)
    assert (code, lines[4]) == (0, f"ok    holds {report.head}")
    code, lines = run(auditor, small.folder, "--key", small.trusted, language="zh")
    assert (code, lines[0]) == (0, "通过  封存记录 5 条，签名相接")


def test_a_ledger_that_does_not_hold(small: Any, auditor: Path) -> None:
    segment = small.folder / "events-000000000000.jsonl"
    segment.write_bytes(segment.read_bytes().replace(b"pass", b"fail"))
    (small.folder / "note.txt").touch()
    code, lines = run(auditor, small.folder, "--key", small.trusted, "--head", "ab" * 32)
    assert code == 1
    assert lines == [
        "FAIL  batch 1 (3 events from event 0) was changed",
        "FAIL  batch 2 (2 events from event 3) was changed",
        "FAIL  note.txt does not belong to the ledger",
        f"FAIL  there is no head {'ab' * 32}: the ledger was set back or replaced",
    ]
    code, lines = run(auditor, small.folder, "--key", small.trusted, language="zh")
    assert (code, lines[0]) == (1, "失败  第 1 批（从第 0 条事件起，共 3 条）被改动")


def test_proof_files(small: Any, auditor: Path, tmp_path: Path) -> None:
    ledger, file = small.open(), tmp_path / "proof.json"
    file.write_text(json.dumps(ledger.inclusion_proof(7)))
    code, lines = run(auditor, file, "--key", small.trusted)
    assert (code, lines[0]) == (0, "ok    event 7 is in the ledger")
    assert json.loads(lines[1])["number"] == 7
    assert ledger.heads[-1].hash() in lines[2]
    file.write_text(file.read_text().replace("pass", "fail"))
    assert run(auditor, file, "--key", small.trusted) == (
        1,
        ["FAIL  the proof does not lead to the signed tree root"],
    )
    file.write_text(json.dumps(ledger.consistency_proof(2, 5)))
    code, lines = run(auditor, file, "--key", small.trusted)
    assert (code, lines[0]) == (0, "ok    head 2 is where head 5 grew from")
    file.write_text("[" * 100_000)
    assert run(auditor, file, "--key", small.trusted) == (1, ["FAIL  the proof file is malformed"])


def test_what_cannot_be_read_is_a_failure_in_one_line(small: Any, auditor: Path, tmp_path: Path) -> None:
    assert run(auditor, tmp_path / "absent", "--key", small.trusted)[0] == 1
    assert run(auditor, small.folder, "--key", tmp_path / "absent")[0] == 1
    code, lines = run(auditor, small.folder, "--key", small.folder / "heads.jsonl")
    assert (code, len(lines)) == (1, 1)


PEAK = """
import sys
from pathlib import Path
from verify_offline.folder import verify_folder
from verify_offline.public_keys import read_public_key

found = verify_folder(Path(sys.argv[1]), read_public_key(Path(sys.argv[2])))
assert not found.problems
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def test_memory_does_not_grow_with_the_batch(new_place: Any, auditor: Path, events: Any, at: Any) -> None:
    def peak_kib() -> int:
        command = [sys.executable, "-c", PEAK, str(new_place.folder), str(new_place.trusted)]
        return int(subprocess.run(command, cwd=auditor, capture_output=True, text=True, check=True).stdout)

    ledger = new_place.open()
    ledger.append(events(1), at)
    before = peak_kib()
    ledger.append([{"text": "x" * 900}] * 60_000, at)
    assert peak_kib() - before < 12_000, "KiB more for a batch of 54 MB"
