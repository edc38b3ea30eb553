"""What can go wrong with the ledger."""

from policy.errors import QuanyiError
from policy.text import Text
from privacy.evidence.verify_offline.messages import Broken

RUN_VERIFY = Text(
    zh="请勿改动文件；运行 quanyi ledger verify 查明，再从可信的副本恢复。",
    en="Leave the files as they are; run `quanyi ledger verify`, then restore a copy that you trust.",
)


class LedgerError(QuanyiError):
    """The ledger cannot be used as it is; nothing was written."""

    exit_code = 3


def damaged(broken: Broken) -> LedgerError:
    """The error for something that does not hold."""
    return LedgerError(
        Text(zh=f"账本有误：{broken.say('zh')}", en=f"The ledger does not hold: {broken.say('en')}"),
        RUN_VERIFY,
    )
