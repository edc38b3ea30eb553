"""Asking the peers, which live in an environment of their own, and the clock for ours."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

SCRIPT = Path(__file__).with_name("_anonymize_peers.py")
REPEATS = 3
Result = TypeVar("Result")


def ask_peers(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One answer a job; see the script for what jobs there are.

    Raises:
        RuntimeError: the environment cannot be made, or a peer fails; the message is its last line.
    """
    # The project's own environment must not show through.
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        ["uv", "run", "--quiet", "--script", str(SCRIPT)],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the peers failed: {done.stderr.strip().splitlines()[-1:]}")
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def cpu(work: Callable[[], Result], repeats: int = REPEATS) -> tuple[float, Result]:
    """Least CPU seconds of some repeats."""
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        least = min(least, time.process_time() - start)
    return least, result
