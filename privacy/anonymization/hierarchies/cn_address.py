"""Chinese addresses and names of regions: text → county → city → province → big region → *.

Codes stand for the divisions, the same as in `cn_region`; a text that ends at a city is `unknown` at the
county, and so on.
"""

from privacy.anonymization.hierarchies.cn_divisions import code_of
from privacy.anonymization.hierarchy import ANY, UNKNOWN


def levels(text: str) -> tuple[str, ...]:
    """`广东省深圳市南山区深南大道1号` → `440305`, `4403**`, `44****`, `4*****`, `*`."""
    code = code_of(text)
    if code is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ANY)
    province, region = f"{code[:2]}****", f"{code[:1]}*****"
    if code.endswith("0000"):
        return (f"{UNKNOWN} {province}", f"{UNKNOWN} {province}", province, region, ANY)
    city = f"{code[:4]}**"
    return (f"{UNKNOWN} {city}" if code.endswith("00") else code, city, province, region, ANY)
