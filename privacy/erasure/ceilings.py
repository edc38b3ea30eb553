"""How many rows of a table an approved plan may touch at most."""

HEADROOM = 1.2
LEAST = 100


def ceiling(rows: int) -> int:
    """The least of 100, 200, 500, 1 000, 2 000, 5 000 … that leaves a fifth above `rows`.

    Round steps keep a plan's hash the same while a few rows come and go between planning and approval,
    and are figures an officer can hold in mind.
    """
    step, factors = LEAST, (1, 2, 5)
    while True:
        for factor in factors:
            if step * factor >= rows * HEADROOM:
                return step * factor
        step *= 10
