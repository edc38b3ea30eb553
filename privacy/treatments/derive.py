"""What checks need to know of raw values without keeping them.

Each function takes the raw inputs of one row as text (None where null) and the as-of date, and returns
a state. `DERIVATIONS` is what a contract's `derive(name)` may name.
"""

import ipaddress
import re
from collections.abc import Callable, Sequence
from datetime import date

import pyarrow as pa

from privacy.detection.checksums import is_citizen_id, is_legacy_citizen_id, is_uscc
from privacy.treatments.private_details import private_details
from privacy.treatments.pseudonym import canonical

Derivation = Callable[[Sequence[str | None], date], str | bool | None]
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}\d{7,8}|[48]00\d{7}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_SLOW_HASH = re.compile(
    r"\$2[abxy]\$\d\d\$.{53}|\$argon2(id|i|d)\$.+|\$scrypt\$.+|(\$?)pbkdf2[-_:]sha\d+[$:].+"
)
_FAST_HASH = re.compile(
    r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128})"
)
_WIDEST_BOUND_PREFIX = 8


def presence(inputs: Sequence[str | None], today: date) -> str:
    """present | missing; blanks count as missing."""
    return "present" if (inputs[0] or "").strip() else "missing"


def id_number_state(inputs: Sequence[str | None], today: date) -> str:
    """valid | invalid | missing, by GB 11643 (18 characters) or the legacy form (15 digits)."""
    number = canonical("id_number", inputs[0] or "")
    if not number:
        return "missing"
    return "valid" if is_citizen_id(number) or is_legacy_citizen_id(number) else "invalid"


def phone_state(inputs: Sequence[str | None], today: date) -> str:
    """valid | invalid | missing; mobile, landline with area code, or 400/800 number."""
    number = canonical("phone", inputs[0] or "")
    if not number:
        return "missing"
    return "valid" if _PHONE.fullmatch(number) else "invalid"


def mobile_state(inputs: Sequence[str | None], today: date) -> str:
    """valid | invalid | missing; a mobile number only."""
    number = canonical("phone", inputs[0] or "")
    if not number:
        return "missing"
    return "valid" if _MOBILE.fullmatch(number) else "invalid"


def email_state(inputs: Sequence[str | None], today: date) -> str:
    """valid | invalid | missing."""
    address = canonical("email", inputs[0] or "")
    if not address:
        return "missing"
    return "valid" if _EMAIL.fullmatch(address) else "invalid"


def uscc_state(inputs: Sequence[str | None], today: date) -> str:
    """valid | invalid | missing, by GB 32100-2015."""
    code = canonical("id_number", inputs[0] or "")
    if not code:
        return "missing"
    return "valid" if is_uscc(code) else "invalid"


def age_band(inputs: Sequence[str | None], today: date) -> str:
    """under_14 | 14_to_17 | adult | unknown, in full years on `today`; unknown is not adult."""
    born = _date(inputs[0])
    if born is None or born > today:
        return "unknown"
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if years < 14:
        return "under_14"
    return "14_to_17" if years < 18 else "adult"


def birth_date_matches(inputs: Sequence[str | None], today: date) -> bool | None:
    """Whether the birth date equals the one inside a valid identity number; None when either is absent."""
    born, number = _date(inputs[0]), canonical("id_number", inputs[1] or "")
    if born is None or not number:
        return None
    if is_citizen_id(number):
        return f"{born:%Y%m%d}" == number[6:14]
    return f"{born:%y%m%d}" == number[6:12] if is_legacy_citizen_id(number) else None


def ip_allowed(inputs: Sequence[str | None], today: date) -> bool | None:
    """Whether the address lies in the comma-separated allow-list; None when the row has no list to apply."""
    address, allowlist = inputs
    if allowlist is None:
        return None
    try:
        ip = ipaddress.ip_address((address or "").strip())
    except ValueError:
        return False
    return any(ip in network for network in _networks(allowlist) if network.version == ip.version)


def allowlist_state(inputs: Sequence[str | None], today: date) -> str:
    """bound | wildcard | empty; a range wider than /8, or `*`, binds nothing."""
    entries = [entry.strip() for entry in (inputs[0] or "").split(",") if entry.strip()]
    if not entries:
        return "empty"
    networks = _networks(inputs[0] or "")
    too_wide = any(network.prefixlen < _WIDEST_BOUND_PREFIX for network in networks)
    return "wildcard" if too_wide or len(networks) < len(entries) else "bound"


def hash_strength(inputs: Sequence[str | None], today: date) -> str:
    """slow_salted | fast | plaintext | missing, from the stored form of a password."""
    stored = (inputs[0] or "").strip()
    if not stored:
        return "missing"
    if _SLOW_HASH.fullmatch(stored):
        return "slow_salted"
    return "fast" if _FAST_HASH.fullmatch(stored) else "plaintext"


DERIVATIONS: dict[str, Derivation] = {
    function.__name__: function
    for function in (
        presence, id_number_state, phone_state, mobile_state, email_state, uscc_state, age_band,
        birth_date_matches, ip_allowed, allowlist_state, hash_strength, private_details,
    )
}  # fmt: skip


def derive(name: str, inputs: Sequence[pa.Array], today: date, type_: pa.DataType) -> pa.Array:
    """`DERIVATIONS[name]` of every row; each distinct combination of inputs is judged once."""
    function = DERIVATIONS[name]
    seen: dict[tuple[str | None, ...], object] = {}
    results = []
    for row in zip(*(column.to_pylist() for column in inputs), strict=True):
        if row not in seen:
            seen[row] = function(row, today)
        results.append(seen[row])
    return pa.array(results, type=type_)


def _date(value: str | None) -> date | None:
    """The date of `YYYY-MM-DD…` or `YYYYMMDD`; None when it is none."""
    text = (value or "").strip()
    try:
        return date.fromisoformat(text[:10] if "-" in text else text[:8])
    except ValueError:
        return None


def _networks(allowlist: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    networks = []
    for entry in allowlist.split(","):
        try:
            networks.append(ipaddress.ip_network(entry.strip(), strict=False))
        except ValueError:
            continue
    return networks
