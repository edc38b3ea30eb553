"""Whether enrolments in courses are voluntary: confirmations, and complaints that one was forced."""

import numpy as np

from demo.generate.frame import DAY, LATEST, NEVER, Columns, choose, pick, seconds, serials, stream


def enrolment_tables(seed: int, enrolments: Columns) -> dict[str, Columns]:
    """t_enrol_confirm and t_enrol_objection: each confirmed within minutes; no complaint was upheld."""
    rng = stream(seed, "enrolment")
    applied, size = enrolments["apply_time"], len(enrolments["enrol_no"])
    # Confirmations by text message come a little later than those in the app.
    way = pick(rng, ["APP", "SMS"], size, [80, 20])
    delay = rng.uniform(5, 60, size) + np.where(way == "SMS", 600, 0)
    objected = np.arange(9, size, 80)
    count = len(objected)
    opened = np.minimum(applied[objected] + seconds(rng.uniform(1, 20, count) * DAY), LATEST)
    closed = opened + seconds(rng.uniform(1, 10, count) * DAY)
    return {
        "t_enrol_confirm": {
            "confirm_no": serials("QR", size, 7),
            "enrol_no": enrolments["enrol_no"],
            "confirm_way": way,
            "confirm_time": np.minimum(applied + seconds(delay), LATEST),
        },
        "t_enrol_objection": {
            "objection_no": serials("YC", count, 5),
            "enrol_no": enrolments["enrol_no"][objected],
            "apply_time": opened,
            "close_time": np.where(closed > LATEST, NEVER, closed),
            "upheld": choose(closed <= LATEST, "N", None),
        },
    }
