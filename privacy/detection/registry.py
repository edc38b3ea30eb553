"""All recognizers: every module of `recognizers/` is loaded, so a new type is one new file."""

from functools import cache
from importlib import import_module
from inspect import isclass
from pkgutil import iter_modules

from privacy.detection import recognizers
from privacy.detection.recognizer import DeclaredRecognizer


@cache
def recognizer_classes() -> tuple[type[DeclaredRecognizer], ...]:
    """The recognizer classes defined in `recognizers/`, in order of module name."""
    found: list[type[DeclaredRecognizer]] = []
    for module_info in sorted(iter_modules(recognizers.__path__), key=lambda info: info.name):
        module = import_module(f"{recognizers.__name__}.{module_info.name}")
        found += [
            member
            for member in vars(module).values()
            if isclass(member)
            and issubclass(member, DeclaredRecognizer)
            and member.__module__ == module.__name__
        ]
    return tuple(found)


def load_recognizers() -> list[DeclaredRecognizer]:
    return [recognizer() for recognizer in recognizer_classes()]
