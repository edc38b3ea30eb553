"""How a run tells its listener how far it is; the command line draws it, Dagster has no use for it."""

from collections.abc import Callable
from contextvars import ContextVar

# Called with a step's name, how much is done and how much there is.
ProgressListener = Callable[[str, int, int], None]
progress_listener: ContextVar[ProgressListener | None] = ContextVar("progress_listener", default=None)


def report_progress(step: str, done: int, total: int) -> None:
    listener = progress_listener.get()
    if listener is not None:
        listener(step, done, total)
