"""Names of provinces and prefectures, from `regions.yaml`."""

from importlib.resources import files

import yaml

_NAMES = yaml.safe_load(files("privacy.detection").joinpath("regions.yaml").read_text("utf-8"))

PROVINCES: tuple[str, ...] = tuple(_NAMES["provinces"])
CITIES: tuple[str, ...] = tuple(_NAMES["cities"])
