"""Check digits, dates and number ranges of identifiers. Pure functions on half-width text.

Every function takes the bare identifier, without spaces or dashes, and returns whether it is
well-formed; none raises on malformed input.
"""

from datetime import date

# First two digits of GB/T 2260 codes; 81-83 mark residence permits of Hong Kong, Macao and Taiwan.
PROVINCE_CODES = frozenset(
    str(code)
    for block in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(block[0], block[1] + 1)
)

# First six digits -> length of debit cards that Chinese banks issued before the range 62.
DOMESTIC_RANGES = {"436742": 19, "456351": 19, "601382": 19, "405512": 17, "601428": 17, "966666": 18}

GB11643_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
GB11643_CHECK = "10X98765432"
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def gb11643_check_character(body: str) -> str:
    """Check character of the 17 digits `body` (GB 11643-1999, ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, GB11643_WEIGHTS, strict=True))
    return GB11643_CHECK[total % 11]


def is_region_code(code: str) -> bool:
    """Whether `code` starts like a GB/T 2260 region, or like a foreigner's permanent residence number."""
    return code[:2] in PROVINCE_CODES or (code[:1] == "9" and code[1:3] in PROVINCE_CODES)


def is_real_date(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_compact_date(digits: str) -> bool:
    return is_real_date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))


def is_citizen_id(number: str) -> bool:
    """18-character resident identity number: region, date of birth and check character."""
    if len(number) != 18 or not (number[:17].isascii() and number[:17].isdigit()):
        return False
    return (
        is_region_code(number)
        and "1800" <= number[6:10] <= "2099"
        and _is_compact_date(number[6:14])
        and gb11643_check_character(number[:17]) == number[17].upper()
    )


def is_legacy_citizen_id(number: str) -> bool:
    """15-digit number issued before 1999: region and date only, it has no check digit."""
    if len(number) != 15 or not (number.isascii() and number.isdigit()):
        return False
    return number[:2] in PROVINCE_CODES and _is_compact_date("19" + number[6:12])


def is_luhn(digits: str) -> bool:
    """Luhn formula (ISO/IEC 7812-1, annex B)."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_uscc(code: str) -> bool:
    """Unified social credit code (GB 32100-2015): 18 characters, ISO 7064 MOD 31 check character."""
    code = code.upper()
    if len(code) != 18 or any(character not in USCC_ALPHABET for character in code):
        return False
    weighted = (
        USCC_ALPHABET.index(character) * weight
        for character, weight in zip(code[:17], USCC_WEIGHTS, strict=True)
    )
    check = USCC_ALPHABET[-sum(weighted) % 31]
    return check == code[17] and (code[2:4] in PROVINCE_CODES or code[2:4] == "10")


def card_network(digits: str) -> str | None:
    """The network whose issuer range (ISO/IEC 7812) and length fit `digits`, or None."""
    length, prefix2, prefix4 = len(digits), digits[:2], digits[:4]
    if prefix2 == "62" and 16 <= length <= 19:
        return "UnionPay"
    # Chinese banks still honour a few domestic ranges older than 62.
    if prefix4 in {"9558", "9559"} and length in {16, 19}:
        return "UnionPay"
    if DOMESTIC_RANGES.get(digits[:6]) == length:
        return "UnionPay"
    if digits[:1] == "4" and length == 16:
        return "Visa"
    if length == 16 and ("51" <= prefix2 <= "55" or "2221" <= prefix4 <= "2720"):
        return "Mastercard"
    if prefix2 in {"34", "37"} and length == 15:
        return "American Express"
    if length == 16 and "3528" <= prefix4 <= "3589":
        return "JCB"
    if length == 16 and (prefix4 == "6011" or prefix2 == "65"):
        return "Discover"
    return None


def is_bank_card(digits: str) -> bool:
    """Issuer range, length and Luhn; a valid identity number is not a card."""
    return (
        card_network(digits) is not None
        and is_luhn(digits)
        and len(set(digits)) > 1
        and not is_citizen_id(digits)
    )
