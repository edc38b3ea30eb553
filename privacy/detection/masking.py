"""The shape of a value, for people who must understand a verdict and must not see the value."""

from privacy.detection.surnames import COMPOUND_SURNAMES

_LONGEST = 24


def masked(entity_type: str, value: str) -> str:
    """A masked form of `value` that never reveals it.

    A name keeps its surname, an e-mail address its first letter and top-level domain, a mobile
    number its leading 1. Everything else keeps its length only.
    """
    text = value.strip()
    if not text:
        return ""
    if entity_type == "PERSON":
        return _masked_name(text)
    if entity_type == "EMAIL_ADDRESS":
        return f"{text[0]}***@***.{text.rpartition('.')[2]}"
    if entity_type == "PHONE_NUMBER" and len(text) == 11 and text[0] == "1":
        return "1" + "*" * 10
    return "*" * len(text) if len(text) <= _LONGEST else f"{'*' * _LONGEST}… ({len(text)})"


def _masked_name(name: str) -> str:
    kept = 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1
    # A single character, or a name that is all surname, would show everything.
    return name[:kept] + "*" * (len(name) - kept) if len(name) > kept else "*" * len(name)
