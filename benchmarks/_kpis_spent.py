"""What a measured process spent, told to the one that started it."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def spent() -> Iterator[None]:
    """Print, as a last line of JSON, CPU and wall seconds of the block, and the peak memory in MB."""
    cpu, wall = time.process_time(), time.monotonic()
    yield
    print(
        json.dumps(
            {
                "cpu_s": time.process_time() - cpu,
                "wall_s": time.monotonic() - wall,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )
