"""The masked shape of every finding of an array, without a call for each."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.masking import masked

# The shape of every other type follows from its length and whether it begins with the 1 of a mobile number.
_SHOWS_LETTERS = {"PERSON", "EMAIL_ADDRESS"}
# UTF-8 begins all white space beyond ASCII with one of these.
_MAY_BE_SPACE = np.zeros(256, dtype=bool)
_MAY_BE_SPACE[[*range(0x21), 0x7F, 0xC2, 0xE1, 0xE2, 0xE3]] = True


def finding_shapes(group: CellGroup, findings: Findings) -> tuple[list[str], np.ndarray]:
    """(shapes, per finding the number of its shape); equal to `masked` of each."""
    shapes: dict[str, int] = {}
    numbers = np.zeros(len(findings), dtype=np.int64)
    if not len(findings):
        return [], numbers
    offsets, data = arrays.raw(group.values)
    # Where each character begins; a finding's characters follow those of the texts before.
    begins = np.flatnonzero((data & 0xC0) != 0x80)
    first_character = np.searchsorted(begins, offsets[:-1])[findings.texts]
    first_byte = data[begins[first_character + findings.starts]]
    last_byte = data[begins[first_character + findings.ends - 1]]
    length = (findings.ends - findings.starts).astype(np.int64)
    shows = [code for code, name in enumerate(findings.entity_types) if name in _SHOWS_LETTERS]
    single = np.isin(findings.types, shows) | _MAY_BE_SPACE[first_byte] | _MAY_BE_SPACE[last_byte]
    shape_of = _shape_reader(group, findings)

    kinds = (length << 17) | (findings.types.astype(np.int64) << 1) | (first_byte == ord("1"))
    plain = np.flatnonzero(~single)
    _, examples, kind = np.unique(kinds[plain], return_index=True, return_inverse=True)
    named = [shapes.setdefault(shape, len(shapes)) for shape in shape_of(plain[examples])]
    numbers[plain] = np.array(named, dtype=np.int64)[kind] if len(plain) else 0
    alone = np.flatnonzero(single)
    numbers[alone] = [shapes.setdefault(shape, len(shapes)) for shape in shape_of(alone)]
    return list(shapes), numbers


def _shape_reader(group: CellGroup, findings: Findings) -> Callable[[np.ndarray], list[str]]:
    def shapes(chosen: np.ndarray) -> list[str]:
        return [
            masked(findings.entity_types[code], text[start:end])
            for code, text, start, end in zip(
                findings.types[chosen].tolist(),
                group.values.take(pa.array(findings.texts[chosen])).to_pylist(),
                findings.starts[chosen].tolist(),
                findings.ends[chosen].tolist(),
                strict=True,
            )
        ]

    return shapes
