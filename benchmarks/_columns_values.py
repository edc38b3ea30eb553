"""Makes values from templates: `{d:4}` four digits, `{surname}` a word of a list, `{id18}` a valid number."""

import random
import re
import string
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from privacy.detection.checksums import USCC_ALPHABET, gb11643_check_character, is_luhn, is_uscc

_SLOT = re.compile(r"\{([A-Za-z0-9_]+)(?::([^}]*))?\}")
_EPOCH = datetime(2021, 1, 1)
_PLATE_LETTERS = "ABCDEFGHJKLMN"
_MAIL_WORDS = ("lucky", "summer", "panda", "moonlight", "dragon", "coffee", "river", "cloudy")
_ALPHABETS = {
    "d": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "a": string.ascii_lowercase,
    "A": "ABCDEFGHJKLMNPQRSTUVWXYZ",
    "b": string.ascii_lowercase + string.digits,
    "B": "ABCDEFGHJKLMNPQRSTUVWXYZ23456789",
    "c": string.ascii_letters + string.digits,
}


class Values:
    """Fills templates from one source of randomness and one set of word lists."""

    def __init__(self, words: Mapping[str, Sequence[str]], rng: random.Random) -> None:
        self.words = words
        self.rng = rng
        self._makers: dict[str, Callable[[str], str]] = {
            "n": self._number,
            "name": lambda _: self.fill("{surname}{given}"),
            "given1": lambda _: self.rng.choice(self.words["given"])[-1],
            "mobile": self._mobile,
            "landline": lambda _: self._landline(),
            "id18": self._citizen_id,
            "id15": lambda _: self.fill("{region6}") + self._birth().strftime("%y%m%d") + self._drawn("d", 3),
            "luhn": self._luhn,
            "uscc": lambda _: self._uscc(),
            "ean": self._ean,
            "plate_letter": lambda _: self.rng.choice(_PLATE_LETTERS),
            "b5": lambda _: self._drawn("B", 3) + self._drawn("d", 2),
            "mail_word": lambda _: self.rng.choice(_MAIL_WORDS),
            "ip": lambda _: ".".join(str(self.rng.randint(1, 254)) for _ in range(4)),
            "mac": self._mac,
            "lat": lambda _: f"{self.rng.uniform(20, 45):.6f}",
            "lng": lambda _: f"{self.rng.uniform(100, 122):.6f}",
            "birth": lambda form: self._birth().strftime(form),
            "time": lambda form: (_EPOCH + timedelta(seconds=rng.randint(0, 140_000_000))).strftime(form),
        }

    def fill(self, template: str) -> str:
        """`template` with every slot replaced; words may hold slots themselves."""
        return _SLOT.sub(self._slot, template)

    def _slot(self, match: re.Match[str]) -> str:
        name, argument = match.group(1), match.group(2) or ""
        if name in self.words:
            return self.fill(self.rng.choice(self.words[name]))
        if name in _ALPHABETS:
            return self._drawn(name, int(argument))
        return self._makers[name](argument)

    def _drawn(self, alphabet: str, length: int) -> str:
        return "".join(self.rng.choice(_ALPHABETS[alphabet]) for _ in range(length))

    def _number(self, argument: str) -> str:
        """`low-high` or `low-high:width`."""
        bounds, _, width = argument.partition(":")
        low, high = map(int, bounds.split("-"))
        return str(self.rng.randint(low, high)).zfill(int(width or 0))

    def _birth(self) -> datetime:
        return datetime(1950, 1, 1) + timedelta(days=self.rng.randint(0, 21_000))

    def _mobile(self, form: str) -> str:
        number = (
            "1"
            + self.rng.choice(("38", "39", "50", "86", "77", "99", "35", "58", "32"))
            + self._drawn("d", 8)
        )
        if form == "masked":
            return f"{number[:3]}****{number[7:]}"
        return f"{number[:3]}{form[1]}{number[3:7]}{form[1]}{number[7:]}" if form else number

    def _landline(self) -> str:
        area = self.rng.choice(("010", "021", "0571", "0755", "028", "0512"))
        return f"{area}-{self.rng.randint(2, 8)}{self._drawn('d', 7 if area != '0512' else 6)}"

    def _citizen_id(self, form: str) -> str:
        body = self.fill("{region6}") + self._birth().strftime("%Y%m%d") + self._drawn("d", 3)
        number = body + gb11643_check_character(body)
        if form == "masked":
            return number[:6] + "*" * 8 + number[14:]
        if form == "spaced":
            return f"{number[:6]} {number[6:14]} {number[14:]}"
        return number.lower() if form == "lower" else number

    def _luhn(self, argument: str) -> str:
        """`prefix:length` or `prefix:length:group`."""
        prefix, length, *group = argument.split(":")
        body = prefix + self._drawn("d", int(length) - len(prefix) - 1)
        number = next(body + check for check in string.digits if is_luhn(body + check))
        if not group:
            return number
        step = int(group[0])
        return " ".join(number[start : start + step] for start in range(0, len(number), step))

    def _uscc(self) -> str:
        while True:
            body = "91" + self.fill("{region6}") + "MA" + self._drawn("B", 7)
            for check in USCC_ALPHABET:
                if is_uscc(body + check):
                    return body + check

    def _ean(self, prefix: str) -> str:
        body = prefix + self._drawn("d", 12 - len(prefix))
        total = sum(int(digit) * (3 if position % 2 else 1) for position, digit in enumerate(body))
        return body + str(-total % 10)

    def _mac(self, form: str) -> str:
        address = (form if form == "-" else ":").join(self._drawn("hex", 2) for _ in range(6))
        return address.upper() if form == "upper" else address
