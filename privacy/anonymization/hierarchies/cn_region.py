"""Chinese administrative regions: county → city → province → big region → *.

Codes of six digits after GB/T 2260: two for the province, two for the city, two for the county. The first
digit alone is the standard's own big region: 1 north, 2 north-east, 3 east, 4 centre and south, 5 south-west,
6 north-west, 7 Taiwan, 8 Hong Kong and Macao.
"""

import re

from privacy.anonymization.hierarchy import ANY, UNKNOWN

_CODE = re.compile(r"[1-8][0-9]{5}")


def levels(code: str) -> tuple[str, ...]:
    """`110105` → `1101**`, `11****`, `1*****`, `*`."""
    if not _CODE.fullmatch(code):
        return (UNKNOWN, UNKNOWN, UNKNOWN, ANY)
    return (f"{code[:4]}**", f"{code[:2]}****", f"{code[:1]}*****", ANY)
