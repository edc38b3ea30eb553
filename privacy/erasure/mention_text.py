"""Identifiers of erased people in the texts of others: where they stand, and the text without them.

Width, case, and blanks, dashes or dots between the groups of a number make no difference. A number counts
only as a whole: eleven digits inside of twelve are another number.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from privacy.detection.separators import DASHES
from privacy.detection.text_width import half_width
from privacy.erasure.json_texts import changed_strings, is_container

# Domain and spelling, see `privacy.erasure.identifiers.spellings`.
Form = tuple[str, str]
# A text and the name of the JSON member it stands in, else "" -> what takes its place.
Change = Callable[[str, str], str]
# The domain of what may be somebody else's too: found, and never taken out.
UNCERTAIN = "uncertain"
# The mask speaks the language of its text.
MASK_ZH, MASK_EN = "〔已删除〕", "[erased]"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_FOLDED = str.maketrans(
    {code: "-" for code in (*range(0x2010, 0x2016), 0x2212)}
    | {"\u00a0": " ", "•": "·", "・": "·"}
    | {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
)
_GAP = "[ ·._-]{1,3}"
_NUMBER = re.compile(rf"[0-9]+(?:{_GAP}[0-9]+)*x?")
_DIGITS = re.compile("[0-9]+")
_WORD = re.compile("[0-9a-z_-]{6,}")
_PART = re.compile("[0-9a-z]{6,}")
_MAIL = re.compile(r"[0-9a-z._%+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+")
_KEYED = re.compile(r"k[0-9]+\.[0-9a-f]{32}")
_MAC = re.compile("[0-9a-f]{2}(?:[:-][0-9a-f]{2}){5}")
_PLATE = re.compile(rf"[{PROVINCES}][ ·-]{{0,2}}[a-z](?:[ ·-]?[0-9a-z]){{5,6}}")
_SEPARATED = re.compile("[ ·._:-]")
# An account is often an ordinary word or number; only beside one of these does it mean the account.
_ACCOUNT_CUE = re.compile(
    r"(?:qq|微信|wechat|weixin|wx|威信|薇信|v信|vx|企鹅)(?:[ _-]?(?:id|no))?[ :：=是为号码（(“\"_-]{0,6}$"
)
_CUE_LENGTH = 16
_CJK = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff01-\uffee]")


class Span(NamedTuple):
    start: int
    end: int
    form: str


class Mentions:
    """Finds a set of identifiers in any number of texts; a text costs the same however many there are."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self._domains: dict[str, str] = {}
        # A spelling of several domains is as certain as the surest of them.
        for domain, spelling in sorted(forms, key=lambda form: (form[0] != UNCERTAIN, form[0] != "account")):
            self._domains[spelling] = domain
        numbers = [spelling for spelling in self._domains if re.fullmatch("[0-9]+x?", spelling)]
        self._longest_number = max(map(len, numbers), default=0)
        self._has_mails = any("@" in spelling for spelling in self._domains)
        self._has_plates = any(spelling[0] in PROVINCES for spelling in self._domains)
        self._has_macs = any(_MAC.fullmatch(spelling) for spelling in self._domains)
        self._has_keyed = any(_KEYED.fullmatch(spelling) for spelling in self._domains)
        self._has_words = any(
            _WORD.fullmatch(spelling) and not spelling.isdigit() for spelling in self._domains
        )
        shapes = (re.compile("[0-9]+x?"), _WORD, _MAIL, _KEYED, _MAC, _PLATE)
        self._has_others = any(
            not any(shape.fullmatch(spelling) for shape in shapes) for spelling in self._domains
        )

    def __bool__(self) -> bool:
        return bool(self._domains)

    def domain(self, spelling: str) -> str:
        """Of one of the spellings looked for; raises KeyError for any other."""
        return self._domains[spelling]

    def in_text(self, text: str) -> set[str]:
        """The spellings that stand in a text, certain or not; in JSON also those spelled with escapes."""
        found = {span.form for span in self.spans(text)}

        def collected(part: str, key: str) -> str:
            found.update(span.form for span in self.spans(part))
            return part

        if "\\" in text:
            self._parts(text, collected)
        return found

    def certain(self, text: str) -> set[str]:
        """Those of them that `redacted` would take out."""
        found: set[str] = set()

        def collected(part: str, key: str) -> str:
            found.update(span.form for span in self._certain_spans(part, key))
            return part

        self._parts(text, collected)
        return found

    def redacted(self, text: str) -> str:
        """The text with a mask for every certain mention and nothing else changed.

        In JSON only strings change, neither names nor numbers, and it stays valid. A mask is never longer
        than what it stands for.
        """
        return self._parts(text, self._masked)

    def spans(self, text: str) -> list[Span]:
        """Where the identifiers stand, in the order of the text; spans may overlap."""
        folded = half_width(text).translate(_FOLDED)
        return sorted(self._found(folded)) if len(folded) == len(text) else []

    def pattern(self) -> str:
        """A regular expression (RE2) that finds every cell worth a closer look, and few others."""
        digit, letter = "[0-9０-９]", "[0-9A-Za-z_０-９Ａ-Ｚａ-ｚ＿－-]"
        gap = f"[ \u00a0\u3000.．·•・_＿\r\n\t－{DASHES}-]{{0,3}}"
        kinds = [rf"{digit}(?:{gap}{digit}){{5}}", r"\\u(?i:ff1[0-9])"] if self._longest_number else []
        kinds += ["[@＠]"] if self._has_mails else []
        kinds += [rf"[{PROVINCES}][ ·•・－-]{{0,2}}[A-Za-zＡ-Ｚａ-ｚ]"] if self._has_plates else []
        kinds += ["[:－-][0-9A-Fa-f]{2}[:－-]"] if self._has_macs else []
        kinds += [letter + "{6}"] if self._has_words or self._has_keyed else []
        # Of any other shape: found only where it is the whole cell.
        kinds += ["^.{6,80}$"] if self._has_others else []
        return "|".join(kinds) or "$^"

    def _parts(self, text: str, change: Change) -> str:
        if is_container(text):
            return changed_strings(text, lambda part, key: self._nested(part, key, change))
        return change(text, "")

    def _nested(self, text: str, key: str, change: Change) -> str:
        return self._parts(text, change) if is_container(text) else change(text, key)

    def _masked(self, text: str, key: str) -> str:
        pieces, end = [], 0
        for start, stop in _joined(self._certain_spans(text, key)):
            pieces += [text[end:start], _mask(text, stop - start)]
            end = stop
        return "".join([*pieces, text[end:]]) if pieces else text

    def _certain_spans(self, text: str, key: str) -> list[Span]:
        return [span for span in self.spans(text) if self._is_certain(span, text, key)]

    def _is_certain(self, span: Span, text: str, key: str) -> bool:
        domain = self._domains[span.form]
        if domain != "account":
            return domain != UNCERTAIN
        before = f"{key} {text[max(0, span.start - _CUE_LENGTH) : span.start]}"
        return _ACCOUNT_CUE.search(half_width(before).translate(_FOLDED)) is not None

    def _found(self, text: str) -> Iterator[Span]:
        """Spans in a folded text."""
        whole = text.strip()
        if whole:
            start = text.index(whole)
            for spelling in (whole, _SEPARATED.sub("", whole)):
                if spelling in self._domains:
                    yield Span(start, start + len(whole), spelling)
        if self._longest_number:
            for number in _NUMBER.finditer(text):
                yield from self._numbers(text, number)
        if self._has_words:
            yield from self._words(text)
        if self._has_mails and "@" in text:
            yield from self._shaped(_MAIL, text)
        if self._has_keyed:
            yield from self._shaped(_KEYED, text)
        if self._has_macs:
            yield from self._shaped(_MAC, text)
        if self._has_plates:
            yield from self._shaped(_PLATE, text)

    def _numbers(self, text: str, number: re.Match[str]) -> Iterator[Span]:
        """Every run of neighbouring groups that spells an identifier; a `+` before it belongs to it."""
        groups = [(part.start(), part.end()) for part in _DIGITS.finditer(text, number.start(), number.end())]
        for first, (start, _) in enumerate(groups):
            joined = ""
            for begin, end in groups[first:]:
                joined += text[begin:end]
                if len(joined) > self._longest_number:
                    break
                for spelling, stop in ((joined, end), (f"{joined}x", end + 1)):
                    if spelling in self._domains and (stop == end or text[end:stop] == "x"):
                        yield Span(start - (text[start - 1 : start] == "+"), stop, spelling)

    def _words(self, text: str) -> Iterator[Span]:
        for word in _WORD.finditer(text):
            if word[0] in self._domains:
                yield Span(*word.span(), word[0])
            stripped = word[0].strip("_-")
            if stripped != word[0] and stripped in self._domains:
                start = word.start() + word[0].index(stripped)
                yield Span(start, start + len(stripped), stripped)
            if "_" in word[0] or "-" in word[0]:
                for part in _PART.finditer(text, word.start(), word.end()):
                    if part[0] in self._domains:
                        yield Span(*part.span(), part[0])

    def _shaped(self, shape: re.Pattern[str], text: str) -> Iterator[Span]:
        """As written, or without what separates its parts; what follows a blank may not be of it."""
        for found in shape.finditer(text):
            written = found[0]
            while written:
                for spelling in (written, _SEPARATED.sub("", written)):
                    if spelling in self._domains:
                        yield Span(found.start(), found.start() + len(written), spelling)
                written = written.rpartition(" ")[0].rstrip()


def _joined(spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """Start and end of the places that the spans cover, overlapping ones as one."""
    start = end = 0
    for span in spans:
        if span.start >= end:
            if end > start:
                yield start, end
            start, end = span.start, span.end
        end = max(end, span.end)
    if end > start:
        yield start, end


def _mask(text: str, length: int) -> str:
    mask = MASK_ZH if _CJK.search(text) else MASK_EN
    return mask if len(mask) <= length else "*" * length
