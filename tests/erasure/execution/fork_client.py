"""The other end of fork_server.py."""

import json
import subprocess
import sys
from typing import Any


class ForkServer:
    """A Python process that runs `script` and waits for jobs."""

    def __init__(self, script: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def work(self, **job: Any) -> str:
        """`killed`, or the exit code of the job's process."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(job) + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)
