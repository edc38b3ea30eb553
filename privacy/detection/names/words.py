"""Words to fill templates with: `vocabulary.txt`, `templates/words.yaml` and `organisations.yaml`."""

import random
from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain, pairwise

from privacy.detection.names.lexicon import GIVEN, SURNAMES, load, organisations


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """Kind -> words in order of frequency; `vocabulary.py` says where they are from."""
    kinds: dict[str, list[str]] = {}
    for line in files(__package__).joinpath("vocabulary.txt").read_text("utf-8").splitlines():
        if line.startswith("["):
            kinds[line[1:-1]] = words = []
        elif not line.startswith("#"):
            words += line.split()
    return {kind: tuple(words) for kind, words in kinds.items()}


@cache
def fillers() -> dict[str, tuple[str, ...]]:
    """Kind -> words: the hand-written ones, clubs, companies, media, and words that look like names."""
    hand = {kind: tuple(map(str, words)) for kind, words in load("templates/words.yaml").items()}
    known = {kind: organisations(kind) for kind in ("football", "basketball", "companies", "media")}
    return hand | known | {"clubs": known["football"] + known["basketball"], "lookalikes": _lookalikes()}


def _lookalikes() -> tuple[str, ...]:
    """Common words that begin as a Chinese name does, or all of whose characters are given to people."""
    words = vocabulary()
    common = chain.from_iterable(words[kind] for kind in ("n", "v", "a", "d", "vn", "t", "nz"))
    return tuple(
        dict.fromkeys(
            word
            for word in common
            if len(word) in (2, 3) and (word[0] in SURNAMES or all(c in GIVEN for c in word))
        )
    )


class Speller:
    """Makes up transcribed names: characters follow each other as they do in real ones."""

    def __init__(self, names: Sequence[str]) -> None:
        follows = defaultdict[str, list[str]](list)
        for name in names:
            for one, other in pairwise(f"^{name}$"):
                follows[one].append(other)
        self._follows = dict(follows)

    def spell(self, chance: random.Random) -> str:
        """A name of two to six characters."""
        while True:
            name, last = "", "^"
            while last != "$" and len(name) <= 6:
                last = chance.choice(self._follows[last])
                name += last
            if last == "$" and len(name) > 2:
                return name[:-1]
