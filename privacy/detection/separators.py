"""What people put between the groups of a number."""

# Hyphens and dashes of print.
DASHES = "\u2010-\u2015\u2212"
# One to three of: space, no-break space, tab, full stop, middle dots, hyphens and dashes, underscore, line
# break. Spelled as characters: RE2 knows no `\u`.
GAP = f"[ \u00a0\t.·•・_\r\n{DASHES}-]{{1,3}}"
# Between the groups of a telephone number, which has no check digit: neither tabs nor line breaks.
PHONE_GAP = f"[ \u00a0.·{DASHES}-]{{1,3}}"


def compact(value: str) -> str:
    """The ASCII letters and digits of `value`."""
    return "".join(character for character in value if character.isascii() and character.isalnum())
