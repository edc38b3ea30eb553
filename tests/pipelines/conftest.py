"""One small clean demo, built and run once by the real command line, for all tests of the pipeline."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

SCALE = "0.03"


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Demo:
    """A folder in which `quanyi demo --clean` ran."""

    folder: Path
    first: Ran

    @property
    def config(self) -> Path:
        return self.folder / ".data" / "demo" / "quanyi.yaml"

    def quanyi(self, *arguments: str, **environment: str) -> Ran:
        return quanyi(self.folder, *arguments, **environment)

    def variant(self, name: str, **changes: object) -> Path:
        """A configuration beside the demo's with changed keys and its own data folder."""
        document = yaml.safe_load(self.config.read_text(encoding="utf-8"))
        document |= {"data_dir": f"../../{name}", **changes}
        path = self.config.with_name(f"{name}.yaml")
        path.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
        return path


def quanyi(folder: Path, *arguments: str, **environment: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import main; main()", *arguments],
        cwd=folder,
        env={**os.environ, "QUANYI_LANG": "en", "COLUMNS": "200", **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def run_quanyi() -> Callable[..., Ran]:
    """`run_quanyi(folder, *arguments)`: the real command line in that folder."""
    return quanyi


@pytest.fixture(scope="session")
def demo(folder_for_servers: Callable[[str], Path]) -> Iterator[Demo]:
    folder = folder_for_servers("demo")
    yield Demo(folder, quanyi(folder, "demo", "--clean", "--scale", SCALE))
    quanyi(folder, "demo", "--stop")
