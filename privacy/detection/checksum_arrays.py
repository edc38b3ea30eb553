"""`checksums` for whole string arrays: digits as matrices, one row an identifier.

Every function answers, per text, what its namesake there answers; other tests hold them to it.
"""

from collections.abc import Callable, Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection import texts as arrays
from privacy.detection.checksums import (
    GB11643_CHECK,
    GB11643_WEIGHTS,
    PROVINCE_CODES,
    USCC_ALPHABET,
    USCC_WEIGHTS,
    card_network,
)

_ZERO = ord("0")
_IS_PROVINCE = np.zeros(100, dtype=bool)
_IS_PROVINCE[[int(number) for number in PROVINCE_CODES]] = True
_GB11643_CHECKS = np.frombuffer(GB11643_CHECK.encode(), np.uint8)
_USCC_VALUES = np.full(256, -1, np.int32)
for _value, _character in enumerate(USCC_ALPHABET):
    _USCC_VALUES[[ord(_character), ord(_character.lower())]] = _value
_IS_ALNUM = np.array([chr(code).isascii() and chr(code).isalnum() for code in range(256)])
# Digits that `card_network` looks at.
_ISSUER_DIGITS = 6
_MONTH_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def without_separators(values: pa.Array) -> pa.Array:
    """The ASCII letters and digits of the texts (`compact`)."""
    if _IS_ALNUM[arrays.raw(values)[1]].all():
        return values
    return pc.replace_substring_regex(values, "(?s)[^0-9A-Za-z]", "")


def are_citizen_ids(values: pa.Array) -> np.ndarray:
    """18 characters (`is_citizen_id`)."""
    return _by_length(values, {18: _citizen_ids})


def are_legacy_citizen_ids(values: pa.Array) -> np.ndarray:
    """15 digits (`is_legacy_citizen_id`)."""
    return _by_length(values, {15: _legacy_citizen_ids})


def are_luhn(values: pa.Array) -> np.ndarray:
    return _by_length(values, {}, _luhn)


def are_uscc(values: pa.Array) -> np.ndarray:
    return _by_length(values, {18: _uscc})


def are_bank_cards(values: pa.Array) -> np.ndarray:
    return _by_length(values, {}, _bank_cards)


def _by_length(
    values: pa.Array,
    tests: dict[int, Callable[[np.ndarray], np.ndarray]],
    otherwise: Callable[[np.ndarray], np.ndarray] | None = None,
) -> np.ndarray:
    """Applies to the texts of each length (in bytes) its test; texts without a test are not valid."""
    result = np.zeros(len(values), dtype=bool)
    for length, positions, characters in character_matrices(values):
        test = tests.get(length, otherwise)
        if test is not None:
            result[positions] = test(characters)
    return result


def character_matrices(values: pa.Array) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """(length, positions of the texts with it, their bytes as a matrix) for each length in bytes above 0."""
    offsets, data = arrays.raw(values)
    sizes = np.diff(offsets)
    for length in np.unique(sizes).tolist():
        positions = np.flatnonzero(sizes == length)
        if length:
            yield length, positions, data[offsets[positions][:, None] + np.arange(length)]


def _digits(characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(values 0 to 9, per row whether all are digits)."""
    digits = characters - np.uint8(_ZERO)
    return np.minimum(digits, 9), np.asarray((digits <= 9).all(axis=1))


def _number(digits: np.ndarray, first: int, last: int) -> np.ndarray:
    """The number in columns `first` to `last` (exclusive)."""
    powers = 10 ** np.arange(last - first - 1, -1, -1)
    return np.asarray(digits[:, first:last].astype(np.int64) @ powers)


def are_real_dates(years: np.ndarray, months: np.ndarray, days: np.ndarray) -> np.ndarray:
    """`is_real_date` of numbers that are not negative; years up to 9999."""
    leap = (years % 4 == 0) & ((years % 100 != 0) | (years % 400 == 0))
    real_month = (months >= 1) & (months <= 12)
    last = _MONTH_DAYS[np.where(real_month, months, 0)] + (leap & (months == 2))
    return np.asarray((years >= 1) & real_month & (days >= 1) & (days <= last))


def _citizen_ids(characters: np.ndarray) -> np.ndarray:
    digits, numeric = _digits(characters[:, :17])
    region = _IS_PROVINCE[_number(digits, 0, 2)] | ((digits[:, 0] == 9) & _IS_PROVINCE[_number(digits, 1, 3)])
    year = _number(digits, 6, 10)
    check = _GB11643_CHECKS[(digits.astype(np.int32) @ np.array(GB11643_WEIGHTS, np.int32)) % 11]
    last = characters[:, 17]
    return np.asarray(
        numeric
        & region
        & (year >= 1800)
        & (year <= 2099)
        & are_real_dates(year, _number(digits, 10, 12), _number(digits, 12, 14))
        & (check == np.where(last == ord("x"), ord("X"), last))
    )


def _legacy_citizen_ids(characters: np.ndarray) -> np.ndarray:
    digits, numeric = _digits(characters)
    year = 1900 + _number(digits, 6, 8)
    real = are_real_dates(year, _number(digits, 8, 10), _number(digits, 10, 12))
    return np.asarray(numeric & _IS_PROVINCE[_number(digits, 0, 2)] & real)


def _luhn(characters: np.ndarray) -> np.ndarray:
    digits, numeric = _digits(characters)
    values = digits[:, ::-1].astype(np.int32)
    values[:, 1::2] *= 2
    values -= 9 * (values > 9)
    return np.asarray(numeric & (values.sum(axis=1) % 10 == 0))


def _uscc(characters: np.ndarray) -> np.ndarray:
    values = _USCC_VALUES[characters]
    known = (values >= 0).all(axis=1)
    check = -(values[:, :17] @ np.array(USCC_WEIGHTS, np.int32)) % 31
    third, fourth = values[:, 2], values[:, 3]
    numeric = (third >= 0) & (third <= 9) & (fourth >= 0) & (fourth <= 9)
    region = np.where(numeric, 10 * third + fourth, 0)
    return np.asarray(known & (check == values[:, 17]) & numeric & (_IS_PROVINCE[region] | (region == 10)))


def _bank_cards(characters: np.ndarray) -> np.ndarray:
    valid = _luhn(characters) & (characters != characters[:, :1]).any(axis=1)
    length = characters.shape[1]
    if length == 18:
        valid &= ~_citizen_ids(characters)
    rows = np.flatnonzero(valid)
    if len(rows) and length >= _ISSUER_DIGITS:
        digits, _ = _digits(characters[rows])
        prefixes, inverse = np.unique(_number(digits, 0, _ISSUER_DIGITS), return_inverse=True)
        rest = "0" * (length - _ISSUER_DIGITS)
        issued = np.array([card_network(f"{prefix:06d}{rest}") is not None for prefix in prefixes.tolist()])
        valid[rows] = issued[inverse]
    return valid if length >= _ISSUER_DIGITS else np.zeros(len(valid), dtype=bool)
