"""`python -m privacy.detection.names.vocabulary` writes `vocabulary.txt` and `characters.json` again.

Words come from the dictionary in the `jieba` wheel (0.42.1, MIT) and from the countries and cities that
CLDR names in Chinese, in the `babel` wheel (2.18.0, Unicode licence). Neither is needed to train or to scan:

    uv run --with jieba==0.42.1 --with babel==2.18.0 python -m privacy.detection.names.vocabulary

The dictionary mixes names with other words, so a name or place is kept only if our tagger reads it as one
whole, in every one of a few sentences of ours. All orders are of frequency, then of the word.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from textwrap import fill

from privacy.detection.lac_tagger import LacTagger
from privacy.detection.names.lexicon import TRANSLITERATION
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SINGLE_SURNAMES

FOLDER = Path(__file__).parent
CARRIERS = ("据{}介绍", "记者采访了{}的家人", "昨天我在{}看见", "{}的", "{}说")
# How many of the commonest words of each part of speech.
_WORDS = {"n": 4000, "v": 3000, "a": 900, "d": 400, "vn": 400, "i": 400, "t": 150, "nz": 300}
_HAN = re.compile(r"[一-龥]+")
Entry = tuple[str, int, str]


def main() -> None:
    entries = list(_dictionary())
    tagger = LacTagger()
    persons = _read_as(tagger, _tagged(entries, "nr", "nrt", "nrfg"), "PER")
    places = list(dict.fromkeys([*_read_as(tagger, _tagged(entries, "ns"), "LOC"), *_cldr()]))
    chinese = [name for name in persons if len(name) == 3 and name[0] in COMMON_SURNAMES]
    foreign = [name for name in persons if _is_transcribed(name) and not _is_chinese(name)]
    foreign_places = [place for place in places if _is_transcribed(place) and len(place) > 2]
    named = {*_tagged(entries, "nr", "nrt", "nrfg", "ns", "nt"), *places}
    kinds = {
        **{tag: _commonest(entries, tag, count, named) for tag, count in _WORDS.items()},
        "given_first": _often(name[1] for name in chinese),
        "given_second": _often(name[2] for name in chinese),
        "foreign_persons": foreign,
        "foreign_places": foreign_places,
        "chinese_places": [p for p in places if p not in set(foreign_places)][:2500],
        "organisations": _read_as(tagger, _tagged(entries, "nt"), "ORG")[:1500],
    }
    (FOLDER / "vocabulary.txt").write_text(
        _HEADER + "".join(_section(*item) for item in kinds.items()), "utf-8"
    )
    characters = {
        "given": _given(chinese, entries),
        "person_or_place": _person_or_place(foreign, foreign_places),
    }
    (FOLDER / "characters.json").write_text(_json(characters), "utf-8")


_HEADER = """\
# Made by vocabulary.py: do not edit. One section a kind, words in order of frequency.
# Words: dictionary of jieba 0.42.1, Copyright (c) 2013 Sun Junyi, MIT licence.
# Countries and cities: CLDR in babel 2.18.0, Copyright Unicode, Inc., Unicode License v3; see licences.txt.
"""


def _dictionary() -> Iterator[Entry]:
    """(word, frequency, part of speech) of Chinese words of 2 to 12 characters, the frequent first."""
    found = find_spec("jieba")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("jieba is not installed: uv run --with jieba==0.42.1 --with babel==2.18.0 …")
    lines = (Path(found.submodule_search_locations[0]) / "dict.txt").read_text("utf-8").splitlines()
    entries = [(word, int(count), tag) for word, count, tag in map(str.split, lines)]
    for entry in sorted(entries, key=lambda entry: (-entry[1], entry[0])):
        if _HAN.fullmatch(entry[0]) and 2 <= len(entry[0]) <= 12:
            yield entry


def _tagged(entries: Iterable[Entry], *tags: str) -> list[str]:
    return [word for word, _, tag in entries if tag in tags]


def _cldr() -> list[str]:
    locale = import_module("babel").Locale("zh")
    cities = (zone.get("city") for zone in locale.time_zones.values())
    return sorted({name for name in (*cities, *locale.territories.values()) if name and _HAN.fullmatch(name)})


def _read_as(tagger: LacTagger, words: Sequence[str], tag: str) -> list[str]:
    """The words that the tagger reads as one whole with the tag, in all carriers but one at most."""
    distinct = list(dict.fromkeys(word for word in words if 2 <= len(word) <= 12))
    read = Counter[str]()
    for carrier in CARRIERS:
        sentences = [carrier.format(word) for word in distinct]
        for word, tagged in zip(distinct, tagger.words(sentences), strict=True):
            read[word] += (word, tag) in tagged
    return [word for word in distinct if read[word] >= len(CARRIERS) - 1]


def _is_transcribed(name: str) -> bool:
    return sum(character in TRANSLITERATION for character in name) >= 0.75 * len(name)


def _is_chinese(name: str) -> bool:
    return name[:2] in COMPOUND_SURNAMES or (name[0] in SINGLE_SURNAMES and len(name) < 4)


def _commonest(entries: Iterable[Entry], tag: str, count: int, named: set[str]) -> list[str]:
    words = (word for word, _, of in entries if of == tag and word not in named and len(word) <= 4)
    return [word for word, _ in zip(words, range(count), strict=False)]


def _often(characters: Iterable[str]) -> list[str]:
    """Those that occur three times or more, the frequent first."""
    return [character for character, count in Counter(characters).most_common() if count >= 3]


def _given(names: Iterable[str], entries: Iterable[Entry]) -> dict[str, list[float]]:
    """Character -> how much likelier it is as first and as second of a given name than in a word (nat)."""
    firsts, seconds, others = Counter[str](), Counter[str](), Counter[str]()
    for name in names:
        firsts[name[1]] += 1
        seconds[name[2]] += 1
    for word, frequency, tag in entries:
        if tag not in ("nr", "nrt", "nrfg"):
            for character in word:
                others[character] += min(frequency, 1000)
    known = sorted(firsts.keys() | seconds.keys())
    share = {c: others[c] / others.total() for c in known}
    first, second = firsts.total(), seconds.total()
    return {c: [_ratio(firsts[c] / first, share[c]), _ratio(seconds[c] / second, share[c])] for c in known}


def _ratio(ours: float, others: float) -> float:
    """Logarithm of the ratio of two shares; one of nought counts as a twenty-thousandth."""
    return round(math.log((ours + 5e-5) / (others + 5e-5)), 2)


def _person_or_place(persons: Sequence[str], places: Sequence[str]) -> dict[str, float]:
    """Two characters in a row of a transcribed name -> how much likelier in a person's than a place's (nat).

    `^` and `$` are the name's ends. Pairs that occur less than four times are left out.
    """
    ours, others = Counter[str](), Counter[str]()
    for counter, names in ((ours, persons), (others, places)):
        for name in names:
            counter.update(a + b for a, b in pairwise(f"^{name}$"))
    pairs = sorted(pair for pair in ours.keys() | others.keys() if ours[pair] + others[pair] >= 4)
    return {pair: _ratio(ours[pair] / ours.total(), others[pair] / others.total()) for pair in pairs}


def _section(kind: str, words: Sequence[str]) -> str:
    return f"[{kind}]\n" + fill(" ".join(words), 110) + "\n"


def _json(tables: Mapping[str, object]) -> str:
    """A table a line."""
    lines = (f"{json.dumps(name)}:{json.dumps(table, ensure_ascii=False)}" for name, table in tables.items())
    return "{" + ",\n".join(lines) + "}\n"


if __name__ == "__main__":
    main()
