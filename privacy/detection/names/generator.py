"""Sentences made from templates, with the places of the names in them known by construction.

In the braces of a template stand, for names: P Chinese, F transcribed foreign, M of an ethnic minority,
E English, N a given name alone. For what is no name: C club, L place, B company, O organisation, W title of a
work, R post, J surname with a form of address (王总), K nickname, X common word that looks like a name,
H account, D number, G thing one buys, S short clause, A any word, Z Latin word, and words by part of speech:
n noun, v verb, a adjective, d adverb, i idiom, t time.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

from privacy.detection.names.lexicon import (
    ENGLISH_NAMES,
    JAPANESE_GIVEN,
    JAPANESE_SURNAMES,
    MINORITY_PARTS,
    ORGANISATIONS,
    load,
)
from privacy.detection.names.words import Speller, fillers, vocabulary
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SINGLE_SURNAMES

Sentence = tuple[str, list[tuple[int, int]]]
Option = TypeVar("Option")

NAMES = "PFMEN"
_SLOT = re.compile(r"\{([A-Za-z])\}")
# Which sections of the files in templates/ make up a genre, and how often it occurs.
GENRES = {"news": 6, "sports": 3, "chat": 3, "posts": 4, "mixed": 3}
_FILES = {"news": "news", "sports": "sports", "chat": "chat", "posts": "posts", "mixed": "posts"}
# fmt: off
_FORMS_OF_ADDRESS = (
    "总", "奶奶", "爷爷", "阿姨", "师傅", "大爷", "大妈", "律师", "老板", "经理", "哥", "姐", "叔", "某",
    "医生", "先生", "女士", "小姐", "老师", "主任",
)
_OFFICES = (
    "市政府", "市委", "公安局", "教育局", "规划局", "人民法院", "检察院", "消费者协会", "大学", "师范大学",
    "第一中学", "中心医院", "博物馆", "电视台", "商会", "证券", "房地产公司", "科技公司", "大使馆", "足协",
)
# fmt: on


# How many templates are filled without names, by genre: in newspapers names are rarer than in our templates.
_NAMELESS = {"news": 0.35, "sports": 0.35, "chat": 0.1, "posts": 0.35, "mixed": 0.35}
# What may stand where a name would.
_INSTEAD = {"P": "XLBJKOnL", "F": "CLB", "M": "LB", "E": "ZB", "N": "XKn"}

# Every so many-th template is kept from training, to measure with.
_HELD_OUT_EVERY = 10


class Generator:
    """A stream of sentences that depends on the seed alone.

    Args:
        held_out: use only the templates that training never sees, instead of the others.
    """

    def __init__(self, seed: int, held_out: bool = False) -> None:
        self._random = random.Random(seed)
        self._templates = {genre: _sections(genre, held_out) for genre in GENRES}
        self._words, self._vocabulary = fillers(), vocabulary()
        self._persons = Speller(self._vocabulary["foreign_persons"])
        self._foreign_places = Speller(self._vocabulary["foreign_places"])
        pick, often = self._pick, self._often
        self._fill: dict[str, Callable[[], str]] = {
            "P": self.chinese_name,
            "F": self.foreign_name,
            "M": self._minority_name,
            "E": self._english_name,
            "N": lambda: self._given(2),
            "A": lambda: pick("anything") if self._chance(0.6) else often(self._choice("nva")),
            "Z": lambda: pick("latin_words"),
            "C": self._club,
            "L": self._place,
            "B": lambda: pick("companies") if self._chance(0.9) else self._persons.spell(self._random),
            "W": lambda: pick("works") if self._chance(0.4) else f"{often('n')}的{often('n')}",
            "O": self._organisation,
            "R": lambda: pick("posts"),
            "J": self._form_of_address,
            "K": self._nickname,
            "X": lambda: pick("lookalikes"),
            "H": self._account,
            "D": lambda: str(self._random.randint(1, 9999)),
            "G": lambda: pick("things"),
            "S": lambda: pick("clauses") if self._chance(0.7) else often("n") + often("v"),
            "n": self._noun,
            "v": self._verb,
            "a": lambda: often("a"),
            "d": lambda: often("d"),
            "i": lambda: often("i"),
            "t": lambda: often("t"),
        }

    def sentences(self, count: int, genres: Mapping[str, int] = GENRES) -> Iterator[Sentence]:
        """`count` sentences, posts partly without any signs between their clauses.

        Args:
            genres: how often each occurs, relative to the others.
        """
        for _ in range(count):
            genre = self._random.choices(list(genres), list(genres.values()))[0]
            parts = 1 if genre != "posts" else self._random.randint(1, 4)
            text, names = "", list[tuple[int, int]]()
            joint = self._choice(("", "", "，", " ", "。"))
            for number in range(parts):
                # A section first: each says something else, however many templates it has.
                piece, found = self._sentence(self._choice(self._choice(self._templates[genre])), genre)
                text += joint if number else ""
                names += [(start + len(text), end + len(text)) for start, end in found]
                text += piece
            yield text, names

    def chinese_name(self) -> str:
        roll = self._random.random()
        if roll < 0.04:
            surname = self._choice(COMPOUND_SURNAMES)
        elif roll < 0.2:
            surname = self._choice(SINGLE_SURNAMES)
        else:
            # The list is in order of frequency: half of the people carry one of the first twenty.
            surname = COMMON_SURNAMES[int(len(COMMON_SURNAMES) * self._random.random() ** 2)]
        return surname + self._given(1 if self._chance(0.25) else 2)

    def foreign_name(self) -> str:
        """A transcribed name; sometimes a Japanese or an English one, which stand in the same places."""
        first, roll = self._foreign_part(), self._random.random()
        if roll > 0.86:
            return self._english_name() if roll > 0.94 else self._japanese_name()
        if roll < 0.2:
            return first + self._choice("··-") + self._foreign_part()
        if roll < 0.24:
            return first + self._foreign_part()
        return first

    def _sentence(self, template: str, genre: str) -> Sentence:
        """A template filled; in some, other things stand where names would."""
        nameless = self._chance(_NAMELESS[genre])
        text, names, last = "", [], 0
        for match in _SLOT.finditer(template):
            text += template[last : match.start()]
            slot = match.group(1)
            if nameless and slot in _INSTEAD:
                slot = self._choice(_INSTEAD[slot])
            value = self._fill[slot]()
            if slot in NAMES:
                names.append((len(text), len(text) + len(value)))
            text += value
            last = match.end()
        return text + template[last:], names

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _choice(self, options: Sequence[Option]) -> Option:
        return self._random.choice(options)

    def _pick(self, kind: str) -> str:
        return self._random.choice(self._words[kind])

    def _often(self, kind: str, power: int = 2) -> str:
        """A word of the vocabulary, the frequent more often."""
        words = self._vocabulary[kind]
        return words[int(len(words) * self._random.random() ** power)]

    def _noun(self) -> str:
        roll = self._random.random()
        if roll < 0.2:
            return self._often("vn") + self._often("n")
        if roll < 0.35:
            return self._often("n") + self._often("n")
        return self._often("nz") if roll < 0.4 else self._often("n")

    def _verb(self) -> str:
        roll = self._random.random()
        if roll < 0.2:
            return self._often("d") + self._often("v")
        return self._often("v") + ("了" if roll < 0.3 else "")

    def _given(self, length: int) -> str:
        if self._chance(0.05):
            # Any character may be given; the common ones of the first level of GB 2312 lie here.
            return "".join(self._any_character() for _ in range(length))
        second = self._often("given_second", 3)
        return second if length == 1 else self._often("given_first", 3) + second

    def _any_character(self) -> str:
        return bytes((self._random.randint(0xB0, 0xD6), self._random.randint(0xA1, 0xFE))).decode("gb2312")

    def _foreign_part(self) -> str:
        roll = self._random.random()
        if roll < 0.25:
            return self._pick("foreign_parts")
        return self._often("foreign_persons") if roll < 0.75 else self._persons.spell(self._random)

    def _english_name(self) -> str:
        return " ".join(self._choice(ENGLISH_NAMES) for _ in range(self._random.randint(1, 2)))

    def _japanese_name(self) -> str:
        given = self._choice(JAPANESE_GIVEN) if self._chance(0.7) else self._given(2)
        return self._choice(JAPANESE_SURNAMES) + given

    def _minority_name(self) -> str:
        dot = self._choice("···•")
        parts = [self._choice(MINORITY_PARTS) for _ in range(2)]
        if self._chance(0.3):
            parts[self._random.randrange(2)] = self._foreign_part()
        elif self._chance(0.25):
            return "".join(parts)
        return dot.join(parts)

    def _club(self) -> str:
        """A known club, a place's team, or a club that nobody has heard of."""
        roll = self._random.random()
        if roll < 0.7:
            return self._pick("clubs")
        if roll < 0.85:
            return self._place() + self._choice(("队", "", "女排"))
        return self._foreign_places.spell(self._random)

    def _place(self) -> str:
        roll = self._random.random()
        if roll < 0.3:
            return self._pick("places")
        if roll < 0.6:
            return self._often("chinese_places")
        return self._often("foreign_places") if roll < 0.9 else self._foreign_places.spell(self._random)

    def _organisation(self) -> str:
        roll = self._random.random()
        if roll < 0.2:
            return self._pick("offices")
        if roll < 0.3:
            return self._pick("media")
        if roll < 0.6:
            return self._place() + self._choice(_OFFICES)
        return self._often("organisations") if roll < 0.9 else self._pick("companies") + "公司"

    def _form_of_address(self) -> str:
        return self._choice(COMMON_SURNAMES) + self._choice(_FORMS_OF_ADDRESS)

    def _nickname(self) -> str:
        first = self._given(1)
        surname = self._choice(COMMON_SURNAMES)
        return self._choice((f"小{first}", f"阿{first}", f"老{surname}", first * 2))

    def _account(self) -> str:
        parts = [self._pick("account_words") for _ in range(self._random.randint(1, 2))]
        return self._choice(("", "_", "-")).join(parts)


def _sections(genre: str, held_out: bool) -> list[list[str]]:
    """The templates of a genre by section, those to train with or those to measure with."""
    content = load(f"templates/{_FILES[genre]}.yaml")
    sections = [content[genre]] if genre in content else list(content.values())
    chosen = list[list[str]]()
    number = 0
    for section in sections:
        kept = list[str]()
        for template in section:
            number += 1
            if (number % _HELD_OUT_EVERY == 0) == held_out:
                kept.append(template)
        if kept:
            chosen.append(kept)
    return chosen


def known_organisations(share: float, generator: random.Random) -> frozenset[str]:
    """A part of the list, so that the model learns to judge also those it does not know."""
    return frozenset(word for word in sorted(ORGANISATIONS) if generator.random() < share)
