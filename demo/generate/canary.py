"""Values that occur nowhere else, planted in every store so that any copy of them can be found again."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Canary:
    """One invented member; the identity number is valid by GB 11643."""

    name: str = "濮阳若澜"
    mobile: str = "19899910427"
    email: str = "puyang.ruolan.0427@163.com"
    id_card: str = "330106198808182748"
    birth_date: str = "1988-08-18"
    wechat: str = "wx_puyang_0427"

    def strings(self) -> dict[str, str]:
        """What to search for; the date of birth is left out, others share it."""
        values = asdict(self)
        del values["birth_date"]
        return values


CANARY = Canary()
