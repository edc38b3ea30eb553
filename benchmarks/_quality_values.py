"""Made-up but well-formed identifiers. Check digits are computed here, not by the code that is measured.

`MAKERS` maps a name of the grammar (`_quality_grammar`) to a function that makes one value.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random


def _words(text: str) -> list[str]:
    return text.split()


DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # of number plates: no I, no O
PROVINCES = _words(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65"
)
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
MOBILE = _words(
    "130 131 133 135 136 137 138 139 147 150 152 158 159 166 172 176 177 182 186 188 191 195 198 199"
)
AREAS = _words("010 020 021 022 025 027 028 029 0311 0431 0532 0571 0592 0755 0769 0871 0898 0931 0991")
WORDS = _words("wei li zhang chen sunny moon tiger lucky happy alan mary river cloud stone green snow")
DOMAINS = _words(
    "qq.com 163.com 126.com sina.com gmail.com outlook.com foxmail.com aliyun.com yeah.net sohu.com"
)
PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
UNIONPAY = _words("621700 622202 622848 621661 622588 622262 623058 625912 620522 628888")


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choice(DIGITS) for _ in range(count))


def letters(rng: Random, count: int, alphabet: str = UPPER) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def day(rng: Random, first: int, last: int) -> str:
    """A day of the years `first` to `last`, as YYYYMMDD."""
    return f"{date(first, 1, 1) + timedelta(rng.randrange(365 * (last - first + 1))):%Y%m%d}"


def luhn_digit(body: str) -> str:
    total = 0
    for place, character in enumerate(reversed(body)):
        value = int(character) * (1 if place % 2 else 2)
        total += value // 10 + value % 10
    return str(-total % 10)


def id_check(body: str) -> str:
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11
    return "10X98765432"[remainder]


def uscc_check(body: str) -> str:
    total = sum(USCC_ALPHABET.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return USCC_ALPHABET[-total % 31]


def other_than(rng: Random, right: str, alphabet: str) -> str:
    return rng.choice([character for character in alphabet if character != right])


def _id_body(rng: Random) -> str:
    kind = rng.random()
    region = (
        rng.choice(PROVINCES)
        + rng.choice(("0", "1", "2"))
        + rng.choice("12345")
        + f"{rng.randint(1, 29):02d}"
    )
    if kind < 0.03:
        region = rng.choice(("810000", "820000", "830000"))
    elif kind < 0.05:
        region = "9" + rng.choice(PROVINCES) + digits(rng, 3)
    return region + day(rng, 1940, 2015) + digits(rng, 3)


def id18(rng: Random) -> str:
    body = _id_body(rng)
    return body + id_check(body)


def id18_wrong(rng: Random) -> str:
    body = _id_body(rng)
    return body + other_than(rng, id_check(body), DIGITS)


def id15(rng: Random) -> str:
    region = rng.choice(PROVINCES) + rng.choice("012") + rng.choice("12345") + f"{rng.randint(1, 29):02d}"
    return region + day(rng, 1930, 1985)[2:] + digits(rng, 3)


def _card_body(rng: Random, network: str) -> str:
    if network == "unionpay":
        prefix, length = rng.choice(UNIONPAY), rng.choice((16, 16, 19, 19, 19, 17, 18))
    elif network == "amex":
        prefix, length = rng.choice(("34", "37")), 15
    elif network == "domestic":
        prefix, length = rng.choice(("456351", "601382", "955880")), 19
    else:
        prefix, length = rng.choice(("4", "51", "53", "55", "2230", "2655", "3530", "6011", "65")), 16
    return prefix + digits(rng, length - len(prefix) - 1)


def _card(network: str) -> Callable[[Random], str]:
    def make(rng: Random) -> str:
        body = _card_body(rng, network)
        return body + luhn_digit(body)

    return make


def card(rng: Random) -> str:
    return _card(rng.choice(("unionpay", "unionpay", "unionpay", "global")))(rng)


def card_16(rng: Random) -> str:
    body = (rng.choice(UNIONPAY) + digits(rng, 9)) if rng.random() < 0.6 else _card_body(rng, "global")
    return body + luhn_digit(body)


def card_19(rng: Random) -> str:
    body = rng.choice(UNIONPAY) + digits(rng, 12)
    return body + luhn_digit(body)


def card_wrong(rng: Random) -> str:
    body = _card_body(rng, rng.choice(("unionpay", "global")))
    return body + other_than(rng, luhn_digit(body), DIGITS)


def imei(rng: Random) -> str:
    body = rng.choice(("35", "86", "86", "35", "01", "99")) + digits(rng, 12)
    return body + luhn_digit(body)


def imei_wrong(rng: Random) -> str:
    body = rng.choice(("35", "86")) + digits(rng, 12)
    return body + other_than(rng, luhn_digit(body), DIGITS)


def _uscc_body(rng: Random) -> str:
    organisation = letters(rng, 9, USCC_ALPHABET[:10] * 2 + USCC_ALPHABET[10:])
    return rng.choice(("91", "92", "93", "51", "52", "12", "11", "9A")).replace("9A", "91") + (
        rng.choice(PROVINCES) + f"{rng.randint(1, 29):02d}{rng.randint(0, 29):02d}M" + organisation[1:]
    )


def uscc(rng: Random) -> str:
    body = _uscc_body(rng)
    return body + uscc_check(body)


def uscc_wrong(rng: Random) -> str:
    body = _uscc_body(rng)
    return body + other_than(rng, uscc_check(body), USCC_ALPHABET)


def ean13(rng: Random) -> str:
    body = rng.choice(("690", "693", "695", "697", "471", "880", "490")) + digits(rng, 9)
    return body + str(-sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body)) % 10)


def snowflake(rng: Random) -> str:
    """A 63-bit id of milliseconds since 2010, worker and sequence, as services of the last years give out."""
    milliseconds = rng.randrange(300_000_000_000, 520_000_000_000)
    return str(milliseconds << 22 | rng.randrange(1 << 22))


def mobile(rng: Random) -> str:
    return rng.choice(MOBILE) + digits(rng, 8)


def local(rng: Random) -> str:
    return rng.choice("2345678") + digits(rng, 7)


def local7(rng: Random) -> str:
    return rng.choice("2345678") + digits(rng, 6)


def user(rng: Random) -> str:
    return rng.choice(WORDS) + rng.choice(("", rng.choice(WORDS), digits(rng, 2), digits(rng, 4)))


def ip4(rng: Random) -> str:
    return ".".join(str(number) for number in (rng.randint(1, 223), *(rng.randint(0, 255) for _ in range(3))))


def ip6_full(rng: Random) -> str:
    return ":".join(["2408", *(f"{rng.randrange(1 << 16):04x}" for _ in range(7))])


def ip6_short(rng: Random) -> str:
    groups = [f"{rng.randrange(1, 1 << 16):x}" for _ in range(5)]
    return f"240e:{groups[0]}:{groups[1]}::{groups[2]}:{groups[3]}"


def hex_pairs(rng: Random) -> str:
    """The twelve digits of a hardware address, of which one at least is a letter."""
    return f"{rng.randrange(1 << 20):05x}{rng.choice('abcdef')}{rng.randrange(1 << 24):06x}"


def password(rng: Random) -> str:
    return (
        rng.choice(WORDS).title() + rng.choice(("@", "#", "!", "_", "")) + digits(rng, 4) + rng.choice("!aZ#")
    )


def serial(rng: Random) -> str:
    """The five characters of a blue plate, at most two of them letters."""
    places = rng.choice(((), (0,), (4,), (0, 1), (1, 2), (3, 4)))
    return "".join(rng.choice(SERIAL if place in places else DIGITS) for place in range(5))


def region_code(rng: Random) -> str:
    return rng.choice(PROVINCES) + f"{rng.randint(1, 20):02d}{rng.randint(1, 30):02d}"


MAKERS: dict[str, Callable[[Random], str]] = {
    "id18": id18,
    "id18_wrong": id18_wrong,
    "id15": id15,
    "card": card,
    "card_16": card_16,
    "card_19": card_19,
    "card_amex": _card("amex"),
    "card_domestic": _card("domestic"),
    "card_wrong": card_wrong,
    "imei": imei,
    "imei_wrong": imei_wrong,
    "uscc": uscc,
    "uscc_wrong": uscc_wrong,
    "ean13": ean13,
    "snowflake": snowflake,
    "mobile": mobile,
    "area": lambda rng: rng.choice(AREAS),
    "area3": lambda rng: rng.choice(AREAS[:8]),
    "local": local,
    "local7": local7,
    "user": user,
    "domain": lambda rng: rng.choice(DOMAINS),
    "word": lambda rng: rng.choice(WORDS),
    "ip4": ip4,
    "ip6_full": ip6_full,
    "ip6_short": ip6_short,
    "mac": hex_pairs,
    "password": password,
    "province": lambda rng: rng.choice(PLATES),
    "office": lambda rng: rng.choice("ABCDEFGHJKLMN"),
    "serial": serial,
    "green": lambda rng: rng.choice("DFABK") + rng.choice(SERIAL + DIGITS * 3) + digits(rng, 4),
    "region_code": region_code,
    "birth": lambda rng: day(rng, 1950, 2012),
    "today": lambda rng: day(rng, 2023, 2026),
    "hms": lambda rng: f"{rng.randrange(24):02d}{rng.randrange(60):02d}{rng.randrange(60):02d}",
    "octet": lambda rng: str(rng.choice((0, 1, 2, 3, 5, 10, 12, 20, rng.randint(0, 255)))),
    "latitude": lambda rng: f"{rng.uniform(18, 53):.6f}",
    "longitude": lambda rng: f"{rng.uniform(73, 135):.6f}",
}
