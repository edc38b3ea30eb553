"""The kinds of written names: full Chinese, transcribed, joined by a dot, Japanese, forms of address."""

import re

from privacy.detection.names.lexicon import GIVEN, JAPANESE_SURNAMES, SURNAMES, TITLE_BEHIND, TRANSLITERATION
from privacy.detection.surnames import COMPOUND_SURNAMES

_NICKNAME = re.compile(
    r"[阿小老大].{1,2}|(.)\1|.(.)\2|(.)\3(.)\4|.{1,3}[儿仔哥姐妹爷总董氏嫂叔姨婶伯妞宝酱君]"
)
_RELATION = re.compile(r"[总哥姐叔婶伯姨嫂爷董工导队局处科某氏]{1,2}|[总某哥姐].|律师|医生")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ .'·-]+")
_HAN_ONLY = re.compile(r"[一-龥]+")
_JOINED = re.compile(r"[一-龥]+(?:[·•．・‧-][一-龥A-Za-z]+)+")


def _is_address(name: str) -> bool:
    """A surname and what one calls its bearer (王总, 张奶奶, 李先生): it names nobody."""
    surname = 2 if name[:2] in COMPOUND_SURNAMES else 1
    behind = name[surname:]
    return name[0] in SURNAMES and (
        TITLE_BEHIND.fullmatch(behind) is not None or _RELATION.fullmatch(behind) is not None
    )


def form(name: str) -> str:
    """The kind of a written name."""
    if _JOINED.fullmatch(name):
        return "joined"
    if not _HAN_ONLY.fullmatch(name):
        return "latin" if _LATIN.fullmatch(name) else "mixed"
    if _is_address(name):
        return "address"
    if _NICKNAME.fullmatch(name) and not (name[0] in SURNAMES and len(name) == 3 and name[1:] != name[2] * 2):
        return "nickname"
    if 3 <= len(name) <= 5 and name.startswith(JAPANESE_SURNAMES):
        return "japanese"
    if name[:2] in COMPOUND_SURNAMES and len(name) in (3, 4):
        return "full3"
    foreign = sum(map(TRANSLITERATION.__contains__, name)) / len(name)
    if name[0] in SURNAMES and len(name) in (2, 3):
        transcribed = foreign == 1 and not all(map(GIVEN.__contains__, name[1:]))
        return f"foreign{len(name)}" if transcribed else f"full{len(name)}"
    if foreign >= (0.7 if len(name) > 3 else 0.99):
        return f"foreign{min(len(name), 4)}"
    return "long" if len(name) > 3 else f"given{len(name)}"
