"""Reads jobs from standard input, one JSON object a line, and forks for each, so that imports are paid once.

A job's process is killed after `kill_after` seconds, counted from when the file `kill_from` is there if the
job names one, or at its step number `kill_step`; the answer is `killed` or the exit code.
"""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Any

Step = Callable[[str], None]


def steps_of(job: dict[str, Any]) -> Step:
    """What a job calls between any two things it does; at the step that the job names it kills itself."""
    steps = 0

    def step(name: str) -> None:
        nonlocal steps
        steps += 1
        if steps == job.get("kill_step"):
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def ended(child: int, options: int) -> int | None:
    """The child's status, None while it runs."""
    found, status = os.waitpid(child, options)
    return status if found else None


def serve(work: Callable[[dict[str, Any], Step], None]) -> None:
    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                work(job, steps_of(job))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        status = None
        if job.get("kill_after") is not None:
            while status is None and not os.path.exists(job.get("kill_from", "/")):
                time.sleep(0.001)
                status = ended(child, os.WNOHANG)
            if status is None:
                time.sleep(job["kill_after"])
                os.kill(child, signal.SIGKILL)
        if status is None:
            status = ended(child, 0)
        assert status is not None, "it was waited for"
        print("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)
