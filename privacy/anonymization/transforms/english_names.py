"""Names of persons in English text, told by their form alone, without a model.

For redaction a word too many does less harm than a name too few. A name without title, introduction or
second capitalised word is not found, nor one in lower case.
"""

import re
from collections.abc import Iterator

_WORD = r"[A-Z][a-z]+(?:[-'’][A-Z]?[a-z]+)*"
_NAME = rf"{_WORD}(?: (?:[A-Z]\.|{_WORD})){{0,2}}"
_INTRODUCED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Dear|Hi|Hello|[Mm]y name is|[Ss]igned|[Cc]ontact|[Rr]egards,|[Ii] am|I'm)"
    rf"\.?\s+({_NAME})"
)
_PAIR = re.compile(rf"\b({_WORD}(?: [A-Z]\.)?(?: {_WORD}){{1,2}})\b")
# Words that begin a sentence and no name.
_NO_FIRST_NAME = re.compile(
    r"A|An|And|Any|As|At|But|By|Call|Can|Contact|Could|Dear|Did|Do|Does|"
    r"Each|For|From|Has|Have|He|Hello|Her|Hi|His|How|I|If|In|Is|It|My|No"
    r"|Not|On|Or|Our|Please|Received|Refund|She|Since|So|Thank|Thanks|That|The"
    r"|Their|Then|There|These|They|This|To|Was|We|What|When|Where|Which|Who|"
    r"Why|Will|With|You|Your"
)


def english_names(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what looks like a name; spans may overlap."""
    for match in _INTRODUCED.finditer(text):
        yield match.span(1)
    for match in _PAIR.finditer(text):
        start, end = match.span(1)
        words = match.group(1).split()
        while words and _NO_FIRST_NAME.fullmatch(words[0]):
            start += len(words.pop(0)) + 1
        if len(words) > 1:
            yield start, end
