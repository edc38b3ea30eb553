"""The quality of service: interruptions, and what is measured of each service."""

import numpy as np

from demo.generate.frame import Columns, days_ago, pick, seconds, serials, stream, texts

USUAL = (
    ("access", "attach_success", 0.985, 0.999),
    ("access", "delay_ms", 30, 50),
    ("voice", "call_success", 0.988, 0.999),
    ("voice", "delay_ms", 80, 130),
    ("data", "throughput_mbps", 30, 80),
    ("data", "delay_ms", 30, 70),
    ("heat", "room_celsius", 18.5, 22),
    ("platform", "delay_ms", 200, 600),
)
"""Service, figure, and between what it usually lies."""
SERVICES = tuple(dict.fromkeys(service for service, _, _, _ in USUAL))
EACH = 6
"""Interruptions of each service, four weeks apart."""


def network_tables(seed: int) -> dict[str, Columns]:
    """t_outage and t_quality_sample: a few minutes of interruption a month, measured daily, all on target."""
    rng = stream(seed, "network")
    begin = days_ago(
        np.concatenate([np.arange(EACH) * 28 + offset for offset in rng.uniform(3, 20, len(SERVICES))])
    )
    size = len(begin)
    days = days_ago(np.arange(180.0)[::-1])
    return {
        "t_outage": {
            "outage_no": serials("ZD", size, 5),
            "service_code": np.repeat(texts(SERVICES), EACH),
            "area": pick(rng, ["全网", "华东", "华北"], size),
            "begin_time": begin,
            "end_time": begin + seconds(rng.uniform(60, 500, size)),
        },
        "t_quality_sample": {
            "service_code": np.repeat(texts([each[0] for each in USUAL]), len(days)),
            "metric_code": np.repeat(texts([each[1] for each in USUAL]), len(days)),
            "sample_time": np.tile(days, len(USUAL)),
            "metric_value": np.round(
                np.concatenate([rng.uniform(low, high, len(days)) for _, _, low, high in USUAL]), 3
            ),
        },
    }
