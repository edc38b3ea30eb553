"""The transforms of columns that are not generalised to reach k; a new one is one new file here.

A module defines `TRANSFORM`; policy names the form of its argument in `policy.anonymization.TRANSFORMS`.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from privacy.anonymization.transforms.transform import Context, Transform

__all__ = ["Context", "Transform", "transforms"]


@cache
def transforms() -> dict[str, Transform]:
    """Name -> transform, from every module of this folder."""
    found = {}
    for module in iter_modules(__path__):
        transform = getattr(import_module(f"{__name__}.{module.name}"), "TRANSFORM", None)
        if transform is not None:
            found[transform.name] = transform
    return found
