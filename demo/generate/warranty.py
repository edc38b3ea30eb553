"""Warranties of durable goods: how long each is covered, and the card of each one delivered."""

import numpy as np

from demo.generate.frame import DAY, Columns, seconds

COVER_DAYS = {"滚筒洗衣机": 1_095, "家用剪刀套装": 365}
"""Durable goods by the end of their name."""


def warranty_tables(goods: Columns, orders: Columns, items: Columns) -> dict[str, Columns]:
    """t_durable_goods and t_warranty_card."""
    covered = {
        number: days
        for number, name in zip(goods["goods_no"], goods["goods_name"], strict=True)
        for ending, days in COVER_DAYS.items()
        if name.endswith(ending)
    }
    row = np.flatnonzero(
        [number in covered for number in items["goods_no"]] & ~np.isnat(orders["finish_time"])
    )
    cover = np.array([covered[number] for number in items["goods_no"][row]])
    return {
        "t_durable_goods": {
            "goods_no": np.array(list(covered), dtype=object),
            "cover_days": np.array(list(covered.values())),
        },
        "t_warranty_card": {
            "order_no": items["order_no"][row],
            "line_no": items["line_no"][row],
            "expire_time": orders["finish_time"][row] + seconds(cover * DAY),
        },
    }
