"""Positions as latitude and longitude in decimal degrees."""

import re

from privacy.detection.recognizer import (
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)

_NUMBER = re.compile(r"[0-9]+\.[0-9]+")
_DEGREES = r"[-]?[0-9]{1,3}\.[0-9]{4,15}°?[NSEW]?"


class GpsCoordinates(DeclaredRecognizer):
    """A pair with four decimals (about ten metres); one number alone only under such a header."""

    ENTITY = "GPS_COORDINATES"
    SHAPES = (
        Shape(
            "pair",
            rf"[NSEW]?{_DEGREES} ?[,，;/ ] ?[NSEW]?{_DEGREES}",
            0.6,
            r"(?<![0-9A-Za-z.])",
            r"(?![0-9A-Za-z])(?!\.[0-9])",
        ),
        Shape("single", r"-?[0-9]{1,3}\.[0-9]{3,15}", 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "经纬度", "纬度", "经度", "坐标", "定位", "gps", "lat", "lng", "lon", "latitude", "longitude",
        "location", "jingdu", "weidu", "geo", "coordinate", "coordinates",
    )  # fmt: skip
    CONTRADICT = ("金额", "单价", "费率", "amount", "price", "rate", "ratio")

    def is_valid(self, value: str) -> bool:
        numbers = [float(number) for number in _NUMBER.findall(value)]
        if len(numbers) == 1:
            return numbers[0] <= 180
        return min(numbers) <= 90 and max(numbers) <= 180
