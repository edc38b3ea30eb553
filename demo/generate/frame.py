"""Small tools every generator uses: seeded streams, the reference data, times and Arrow tables."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import yaml

from demo import HERE, TODAY

Columns = dict[str, Any]
"""Column name to a numpy array; all arrays of one table have the same length."""

Array = np.ndarray[Any, Any]

MIDNIGHT = np.datetime64(TODAY, "s")
"""The start of the demo's today."""

LATEST = MIDNIGHT + np.timedelta64(22 * 3600 + 45 * 60, "s")
"""No row is younger than this; fifteen minutes before the demo is judged."""

NEVER = np.datetime64("NaT", "s")
DAY = 86_400
HOUR = 3_600


def stream(seed: int, name: str) -> np.random.Generator:
    """An independent random stream a module, so that a change in one leaves the others' content alone."""
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


@cache
def reference(name: str) -> Any:
    """The parsed demo/data/<name>.yaml."""
    return yaml.safe_load((HERE / "data" / f"{name}.yaml").read_text(encoding="utf-8"))


def pick(
    rng: np.random.Generator, values: Sequence[Any] | Array, size: int, p: Sequence[float] | None = None
) -> Array:
    """`size` of `values` with replacement, as an object array."""
    pool = np.empty(len(values), dtype=object)
    pool[:] = list(values)
    weights = None if p is None else np.asarray(p, dtype=float) / float(np.sum(p))
    return pool[rng.choice(len(pool), size=size, p=weights)]


def texts(values: Sequence[Any] | Array) -> Array:
    """A list of strings (or None) as an object array."""
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array


def choose(where: Array, yes: Any, no: Any) -> Array:
    """`yes` where true, else `no`; either may be None, which numpy's own types do not foresee."""
    return np.where(where, yes, no)


def is_none(values: Array) -> Array:
    """Where an object array holds None."""
    return np.array([value is None for value in values], dtype=bool)


def blank(values: Array, where: Array, filler: Any = None) -> Array:
    """A copy of an object array with `filler` where the mask is true."""
    copy = values.copy()
    copy[where] = filler
    return copy


def seconds(amount: Array | float) -> Any:
    """A number of seconds as timedelta64."""
    return np.asarray(amount).astype("int64").astype("timedelta64[s]")


def days_ago(days: Array | float) -> Any:
    """So many (fractional) days before today's midnight."""
    return MIDNIGHT - seconds(np.asarray(days, dtype=float) * DAY)


def uniform_times(rng: np.random.Generator, start: Any, end: Any, size: int | None = None) -> Array:
    """Times between `start` and `end` (or LATEST), one for each pair or `size` of them."""
    low = np.asarray(start, dtype="datetime64[s]").astype("int64")
    last = np.minimum(np.asarray(end, dtype="datetime64[s]"), LATEST).astype("int64")
    high = np.maximum(last, low)
    shape = size if size is not None else np.broadcast(low, high).shape
    return (low + (rng.random(shape) * (high - low)).astype("int64")).astype("datetime64[s]")


def at_hour(rng: np.random.Generator, days: Array) -> Array:
    """A plausible hour on each day: few at night, most between 9 and 22; never after LATEST."""
    hour = rng.choice(24, size=len(days), p=_HOURS)
    moment = days.astype("datetime64[D]").astype("datetime64[s]") + seconds(
        hour * HOUR + rng.integers(0, HOUR, size=len(days))
    )
    # Today's evening has not happened yet: such moments fall into its morning.
    return np.where(moment > LATEST, moment - seconds(10 * HOUR), moment)


_HOURS = np.array([1, 1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 7, 6, 6, 7, 7, 7, 7, 7, 6, 5, 3, 2], dtype=float)
_HOURS /= _HOURS.sum()


def serials(prefix: str, size: int, width: int) -> Array:
    """`prefix` followed by consecutive zero-padded numbers."""
    return texts([f"{prefix}{number:0{width}d}" for number in range(1, size + 1)])


def erased(keys: Array, what: str) -> Array:
    """The replacement that an erasure leaves: no way back to the value, the same for the same key."""
    return texts(
        ["erased-" + hashlib.blake2b(f"{what}/{key}".encode(), digest_size=6).hexdigest() for key in keys]
    )


def table(columns: Columns) -> pa.Table:
    """The columns as Arrow; None and NaT become NULL."""
    return pa.table({name: pa.array(values, from_pandas=True) for name, values in columns.items()})
