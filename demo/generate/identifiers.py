"""Numbers that pass their own checksums: identity cards, bank cards, company codes, phones, plates."""

import numpy as np

from demo.generate.frame import Array, pick, reference, texts

_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ID_CHECK = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_MOBILE_PREFIXES = [
    *range(130, 134), *range(135, 140), 147, *range(150, 154), *range(155, 160), 166, 173, *range(175, 179),
    *range(180, 184), *range(185, 190), 191, 193, 198, 199,
]  # fmt: skip
_WORDS = [
    "sunny",
    "lucky",
    "happy",
    "ocean",
    "cloud",
    "panda",
    "tiger",
    "leaf",
    "stone",
    "river",
    "snow",
    "maple",
]
_COPRIME = 73_939_133


def _digits(values: Array, width: int) -> Array:
    """Integers as a matrix of decimal digits, most significant first."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype="int64")
    return (values[:, None] // powers) % 10


def id_cards(rng: np.random.Generator, regions: Array, births: Array, female: Array) -> Array:
    """18-digit resident identity numbers by GB 11643-1999: region, date of birth, sequence, MOD 11-2.

    The sequence is odd for men and even for women. Numbers are distinct.
    """
    dates = births.astype("datetime64[D]")
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    months = dates.astype("datetime64[M]").astype(int) % 12 + 1
    days = (dates - dates.astype("datetime64[M]")).astype(int) + 1
    head = regions.astype("int64") * 100_000_000 + years * 10_000 + months * 100 + days
    sequence = rng.integers(0, 450, size=len(head)) * 2 + np.where(female, 0, 1) + 20
    body = head * 1000 + sequence
    seen: set[int] = set()
    for index, number in enumerate(body.tolist()):
        while number in seen:
            start = number - number % 1000
            number = number + 2 if number % 1000 < 996 else start + 1 + int(female[index])
        seen.add(number)
        body[index] = number
    check = (_digits(body, 17) * _ID_WEIGHTS).sum(axis=1) % 11
    return texts([f"{number}{_ID_CHECK[c]}" for number, c in zip(body.tolist(), check.tolist(), strict=True)])


def bank_cards(rng: np.random.Generator, iins: Array) -> Array:
    """19-digit card numbers: issuer prefix, account, Luhn digit."""
    body = iins.astype("int64") * 10**12 + rng.integers(0, 10**12, size=len(iins))
    digits = _digits(body, 18)
    doubled = digits.copy()
    doubled[:, ::-2] *= 2
    doubled[doubled > 9] -= 9
    check = (10 - doubled.sum(axis=1) % 10) % 10
    return texts([f"{number}{digit}" for number, digit in zip(body.tolist(), check.tolist(), strict=True)])


def company_codes(rng: np.random.Generator, regions: Array) -> Array:
    """18-character unified social credit codes of companies by GB 32100-2015 (MOD 31)."""
    organisation = rng.choice(list(_USCC_ALPHABET), size=(len(regions), 9))
    codes = []
    for region, tail in zip(regions, organisation, strict=True):
        body = f"91{region}{''.join(tail)}"
        total = sum(_USCC_ALPHABET.index(char) * int(w) for char, w in zip(body, _USCC_WEIGHTS, strict=True))
        codes.append(body + _USCC_ALPHABET[(31 - total % 31) % 31])
    return texts(codes)


def mobiles(rng: np.random.Generator, size: int, start: int = 0) -> Array:
    """Distinct mobile numbers; `start` keeps two sets of numbers apart.

    Multiplying by a number coprime with 10^8 permutes the last eight digits, so none repeats.
    """
    offset = int(rng.integers(0, 10**8))
    tails = (np.arange(start, start + size, dtype="int64") * _COPRIME + offset) % 10**8
    prefixes = pick(rng, _MOBILE_PREFIXES, size)
    return texts([f"{head}{tail:08d}" for head, tail in zip(prefixes, tails.tolist(), strict=True)])


def landlines(rng: np.random.Generator, area_codes: Array) -> Array:
    """Fixed-line numbers; three-digit area codes have eight-digit numbers."""
    numbers = rng.integers(20_000_000, 90_000_000, size=len(area_codes))
    return texts(
        [
            f"{area}-{number if len(area) == 3 else number // 10}"
            for area, number in zip(area_codes, numbers.tolist(), strict=True)
        ]
    )


def plates(rng: np.random.Generator, size: int) -> Array:
    """Licence plates; one in five belongs to a new-energy car (D and five digits after the letter)."""
    heads = pick(rng, reference("trade")["plate_heads"], size)
    letters = pick(rng, "ABCDEFGH", size)
    tails = ["".join(row) for row in rng.choice(list("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"), size=(size, 4))]
    digits = rng.integers(0, 10, size=size).tolist()
    electric = [f"D{number}" for number in rng.integers(10_000, 100_000, size=size).tolist()]
    new = rng.random(size) < 0.2
    return heads + letters + np.where(new, texts(electric), texts(tails) + texts([str(d) for d in digits]))


def emails(rng: np.random.Generator, size: int) -> Array:
    """Addresses at the providers people use."""
    shares = {"qq.com": 40, "163.com": 25, "126.com": 10, "sina.com": 5, "outlook.com": 10, "gmail.com": 10}
    hosts = pick(rng, list(shares), size, list(shares.values()))
    words = pick(rng, _WORDS, size)
    numbers = rng.integers(1, 10**6, size=size)
    return texts(
        [
            f"{number + 10**8}@{host}" if host == "qq.com" else f"{word}{number}@{host}"
            for word, number, host in zip(words, numbers.tolist(), hosts, strict=True)
        ]
    )


def hex_digests(rng: np.random.Generator, size: int, length: int) -> Array:
    """Lower-case hexadecimal strings such as device ids and image digests."""
    raw = rng.bytes(size * length // 2).hex()
    return texts([raw[index * length : (index + 1) * length] for index in range(size)])


def bcrypt_shaped(rng: np.random.Generator, size: int) -> Array:
    """Strings of bcrypt's form; no password belongs to them."""
    alphabet = np.array(list("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"))
    letters = alphabet[rng.integers(0, 64, size=(size, 53))]
    return texts(["$2b$12$" + "".join(row) for row in letters])
