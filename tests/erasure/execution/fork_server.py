"""Reads jobs from standard input, one JSON object a line, and forks for each, so that imports are paid once.

A job's process is killed after `kill_after` seconds, or at its step number `kill_step`; the answer is
`killed` or the exit code.
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
        if job.get("kill_after") is not None:
            time.sleep(job["kill_after"])
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else os.WEXITSTATUS(status), flush=True)
