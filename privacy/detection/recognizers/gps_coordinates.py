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
# Latitude 3 to 53, longitude 73 to 135.
_NORTH = r"N?(?:[3-9]|[1-4][0-9]|5[0-3])\.[0-9]{4,15}°?N?"
_EAST = r"E?(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-5])\.[0-9]{4,15}°?E?"
_BETWEEN = " ?[,，;/ ] ?"
# Counted digits in every branch would swell the automaton that all shapes share.
_DECIMALS = r"[0-9]\.[0-9]{4}"
_BEFORE = r"(?<![0-9A-Za-z.])"
_AFTER = r"(?![0-9A-Za-z])(?!\.[0-9])"


class GpsCoordinates(DeclaredRecognizer):
    """A pair with four decimals (about ten metres) in China; elsewhere, or one number, with context only."""

    ENTITY = "GPS_COORDINATES"
    SHAPES = (
        Shape("pair", rf"[NSEW]?{_DEGREES}{_BETWEEN}[NSEW]?{_DEGREES}", 0.3, _BEFORE, _AFTER),
        Shape(
            "pair in China",
            rf"{_NORTH}{_BETWEEN}{_EAST}|{_EAST}{_BETWEEN}{_NORTH}",
            0.6,
            _BEFORE,
            _AFTER,
            loose=_DECIMALS,
        ),
        Shape("single", r"-?[0-9]{1,3}\.[0-9]{3,15}", 0.05, WHOLE_CELL_START, WHOLE_CELL_END),
    )
    CONTEXT = (
        "经纬度", "纬度", "经度", "坐标", "定位", "gps", "lat", "lng", "lon", "latitude", "longitude",
        "location", "jingdu", "weidu", "geo", "coordinate", "coordinates",
    )  # fmt: skip
    CONTRADICT = (
        "金额", "单价", "价格", "率", "占比", "比例", "得分", "amount", "price", "rate", "ratio",
        "share", "score",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        numbers = [float(number) for number in _NUMBER.findall(value)]
        if len(numbers) == 1:
            return numbers[0] <= 180
        # Near 0, 0 there is sea only: two such numbers are rates or shares.
        return min(numbers) <= 90 and 2 < max(numbers) <= 180
