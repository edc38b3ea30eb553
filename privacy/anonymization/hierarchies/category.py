"""A category without inner order, such as a gender or a membership grade: value → *."""

from privacy.anonymization.hierarchy import ANY


def levels(value: str) -> tuple[str, ...]:
    return (ANY,)
