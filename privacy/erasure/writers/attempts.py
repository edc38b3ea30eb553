"""Trying again what others block: a lock held too long, a deadlock, a serialization failure."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from privacy.erasure.errors import busy
from privacy.erasure.instruction import Instruction

T = TypeVar("T")
_FIRST_SECONDS = 0.05
_LONGEST_SECONDS = 5.0


class Blocked(Exception):
    """The transaction was rolled back because of others."""


def attempt(
    work: Callable[[], T], rolled_back: Callable[[], None], instruction: Instruction, attempts: int
) -> T:
    """`work` up to `attempts` times, with waits that double; `rolled_back` is called after each that failed.

    Raises:
        StoreError: others blocked every attempt.
    """
    for number in range(attempts):
        if number:
            wait = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2 ** (number - 1))
            # Two that wait for each other should not wake at the same moment.
            time.sleep(wait * random.uniform(0.5, 1.0))
        try:
            return work()
        except Blocked:
            rolled_back()
    raise busy(instruction.store, instruction.table, attempts)
