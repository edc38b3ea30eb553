"""Sentences made from templates, with the places of the names in them known by construction."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from privacy.detection.names.lexicon import (
    ENGLISH_NAMES,
    GIVEN,
    GIVEN_OFTEN,
    MINORITY_PARTS,
    ORGANISATIONS,
    TRANSLITERATION,
    load,
)
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SINGLE_SURNAMES

Sentence = tuple[str, list[tuple[int, int]]]

NAMES = "PFMEN"
_SLOT = re.compile(r"\{([A-Z])\}")
_GENRES = {"news": 4, "sports": 2, "chat": 2, "microblog": 3, "mixed": 4}
# fmt: off
_FORMS_OF_ADDRESS = (
    "总", "奶奶", "爷爷", "阿姨", "师傅", "大爷", "大妈", "律师", "老板", "经理", "哥", "姐", "叔", "某",
    "医生", "先生", "女士", "小姐", "老师", "主任",
)
# fmt: on


# Every so many-th template is kept from training, to measure with.
_HELD_OUT_EVERY = 10


class Generator:
    """A stream of sentences that depends on the seed alone.

    Args:
        held_out: use only the templates that training never sees, instead of the others.
    """

    def __init__(self, seed: int, held_out: bool = False) -> None:
        self._random = random.Random(seed)
        self._data: dict[str, Any] = load("templates.yaml")
        self._templates = {
            genre: [
                template
                for number, template in enumerate(self._data[genre], 1)
                if (number % _HELD_OUT_EVERY == 0) == held_out
            ]
            for genre in _GENRES
        }
        self._organisations = load("organisations.yaml")
        self._often, self._some = sorted(GIVEN_OFTEN), sorted(GIVEN)
        self._foreign = sorted(TRANSLITERATION)
        pick = self._pick
        self._fill: dict[str, Callable[[], str]] = {
            "P": self.chinese_name,
            "F": self.foreign_name,
            "M": self._minority_name,
            "E": self._english_name,
            "N": lambda: self._given() + self._given(),
            "A": lambda: pick("anything"),
            "Z": lambda: pick("latin_words"),
            "C": lambda: self._unit("clubs"),
            "L": lambda: pick("places") if self._random.random() < 0.5 else self._unit("places"),
            "B": lambda: self._unit("companies"),
            "W": lambda: pick("works"),
            "O": lambda: pick("organisations"),
            "R": lambda: pick("posts"),
            "J": self._form_of_address,
            "K": self._nickname,
            "X": lambda: pick("lookalikes"),
            "H": self._account,
            "D": lambda: str(self._random.randint(1, 9999)),
            "G": lambda: pick("things"),
            "S": lambda: pick("clauses"),
        }

    def sentences(self, count: int, genres: Mapping[str, int] = _GENRES) -> Iterator[Sentence]:
        """`count` sentences, microblogs partly without any signs between their clauses.

        Args:
            genres: how often each occurs, relative to the others.
        """
        for _ in range(count):
            genre = self._random.choices(list(genres), list(genres.values()))[0]
            parts = 1 if genre != "microblog" else self._random.randint(1, 4)
            text, names = "", []
            joint = self._random.choice(("", "", "，", " ", "。"))
            for number in range(parts):
                piece, found = self._sentence(self._random.choice(self._templates[genre]))
                text += joint if number else ""
                names += [(start + len(text), end + len(text)) for start, end in found]
                text += piece
            yield text, names

    def chinese_name(self) -> str:
        roll = self._random.random()
        if roll < 0.04:
            surname = self._random.choice(COMPOUND_SURNAMES)
        elif roll < 0.2:
            surname = self._random.choice(SINGLE_SURNAMES)
        else:
            # The list is in order of frequency: half of the people carry one of the first twenty.
            surname = COMMON_SURNAMES[int(len(COMMON_SURNAMES) * self._random.random() ** 2)]
        if self._random.random() < 0.04:
            return f"{surname}{self._random.choice('小大子')}{self._given()}"
        return surname + "".join(self._given() for _ in range(1 if self._random.random() < 0.25 else 2))

    def foreign_name(self) -> str:
        first, roll = self._foreign_part(), self._random.random()
        if roll < 0.25:
            return first + self._random.choice("··-") + self._foreign_part()
        if roll < 0.33:
            return first + self._foreign_part()
        return first

    def _sentence(self, template: str) -> Sentence:
        text, names, last = "", [], 0
        for slot in _SLOT.finditer(template):
            text += template[last : slot.start()]
            value = self._fill[slot.group(1)]()
            if slot.group(1) in NAMES:
                names.append((len(text), len(text) + len(value)))
            text += value
            last = slot.end()
        return text + template[last:], names

    def _pick(self, kind: str) -> str:
        return str(self._random.choice(self._data[kind]))

    def _given(self) -> str:
        roll = self._random.random()
        if roll < 0.06:
            # Any character may be given; the common ones of the first level of GB 2312 lie here.
            return bytes((self._random.randint(0xB0, 0xD6), self._random.randint(0xA1, 0xFE))).decode(
                "gb2312"
            )
        return self._random.choice(self._often if roll < 0.6 else self._some)

    def _foreign_part(self) -> str:
        if self._random.random() < 0.6:
            return self._pick("foreign_parts")
        return "".join(self._random.choice(self._foreign) for _ in range(self._random.randint(2, 5)))

    def _english_name(self) -> str:
        return " ".join(self._random.choice(ENGLISH_NAMES) for _ in range(self._random.randint(1, 2)))

    def _minority_name(self) -> str:
        dot = self._random.choice("···•")
        parts = [self._random.choice(MINORITY_PARTS) for _ in range(2)]
        if self._random.random() < 0.3:
            parts[self._random.randrange(2)] = self._foreign_part()
        elif self._random.random() < 0.25:
            return "".join(parts)
        return dot.join(parts)

    def _unit(self, kind: str) -> str:
        """A club, company or place: a known one, or one that nobody has heard of."""
        if self._random.random() < 0.9:
            return str(self._random.choice(self._organisations[kind]))
        return "".join(self._random.choice(self._foreign) for _ in range(self._random.randint(2, 5)))

    def _form_of_address(self) -> str:
        return self._random.choice(COMMON_SURNAMES) + self._random.choice(_FORMS_OF_ADDRESS)

    def _nickname(self) -> str:
        first = self._given()
        surname = self._random.choice(COMMON_SURNAMES)
        return self._random.choice((f"小{first}", f"阿{first}", f"老{surname}", first * 2))

    def _account(self) -> str:
        parts = [self._pick("account_words") for _ in range(self._random.randint(1, 2))]
        return self._random.choice(("", "_", "-")).join(parts)


def known_organisations(share: float, generator: random.Random) -> frozenset[str]:
    """A part of the list, so that the model learns to judge also those it does not know."""
    return frozenset(word for word in sorted(ORGANISATIONS) if generator.random() < share)
