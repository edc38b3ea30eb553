import subprocess
import sys
from pathlib import Path

import pytest

from policy.errors import LockHeldError
from warehouse.lock import writer_lock

TRY = """
import sys
from pathlib import Path
from policy.errors import LockHeldError
from warehouse.lock import writer_lock
try:
    with writer_lock(Path(sys.argv[1]), "other"):
        print("taken")
except LockHeldError as error:
    print(error.line("en"))
"""


def from_another_process(path: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", TRY, str(path)], capture_output=True, text=True, check=True
    ).stdout


def test_a_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.lock"
    with writer_lock(path, "quanyi run"):
        assert "(quanyi run, since" in from_another_process(path)
    assert from_another_process(path).strip() == "taken"


def test_the_holder_note_goes_with_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.lock"
    with pytest.raises(LockHeldError), writer_lock(path, "first"), writer_lock(path, "second"):
        pass
    assert [file.name for file in tmp_path.iterdir() if "holder" in file.name] == []
