"""Names, homes and contact data of invented people."""

from dataclasses import dataclass

import numpy as np

from demo.generate import identifiers
from demo.generate.frame import MIDNIGHT, Array, pick, reference, seconds, texts


@dataclass(frozen=True)
class People:
    """One entry a person in every array."""

    name: Array
    female: Array
    birth: Array
    """datetime64[D]"""
    region: Array
    """six-digit code of the home district"""
    id_card: Array
    mobile: Array
    email: Array
    address: Array
    wechat: Array
    qq: Array


def invent(
    rng: np.random.Generator, size: int, *, minors: Array | None = None, phone_start: int = 0
) -> People:
    """`size` people; where `minors` is true the person is 8 to 17 years old, else 18 to 82."""
    female = rng.random(size) < 0.48
    young = np.zeros(size, dtype=bool) if minors is None else minors
    age_days = np.where(young, rng.uniform(8.1, 17.8, size), 18.2 + 64 * rng.beta(1.6, 3.2, size)) * 365.25
    birth = (MIDNIGHT - seconds(age_days * 86_400)).astype("datetime64[D]")
    district = pick(rng, list(_districts()), size)
    codes = texts([item[0] for item in district])
    emails = identifiers.emails(rng, size)
    return People(
        name=names(rng, female),
        female=female,
        birth=birth,
        region=codes,
        id_card=identifiers.id_cards(rng, pick(rng, [item[0] for item in _districts()], size), birth, female),
        mobile=identifiers.mobiles(rng, size, phone_start),
        email=emails,
        address=addresses(rng, codes),
        wechat=texts([f"wx_{number:07d}" for number in rng.integers(10**5, 10**7, size=size).tolist()]),
        qq=texts([str(number) for number in rng.integers(10**8, 3 * 10**9, size=size).tolist()]),
    )


def names(rng: np.random.Generator, female: Array) -> Array:
    """Mostly Han names by the frequency of surnames, some of minorities, a few English."""
    words = reference("names")
    size = len(female)
    surnames = pick(rng, list(words["surnames"]), size, list(words["surnames"].values()))
    women, men = pick(rng, words["female"], size), pick(rng, words["male"], size)
    full = surnames + np.where(female, women, men)
    chance = rng.random(size)
    full = np.where(chance < 0.02, pick(rng, words["minority"], size), full)
    return texts(np.where(chance > 0.995, pick(rng, words["english"], size), full))


def addresses(rng: np.random.Generator, codes: Array) -> Array:
    """A full postal address in each district."""
    size = len(codes)
    words = reference("places")
    places = {code: f"{city['province']}{city['city']}" if city["province"] != city["city"] else city["city"]
              for code, _, city in _districts()}  # fmt: skip
    districts = {code: name for code, name, _ in _districts()}
    streets, compounds = pick(rng, words["streets"], size), pick(rng, words["compounds"], size)
    numbers = rng.integers(1, 900, size=size).tolist()
    blocks, floors = rng.integers(1, 30, size=size).tolist(), rng.integers(1, 28, size=size).tolist()
    doors = rng.integers(1, 5, size=size).tolist()
    return texts(
        [
            f"{places[code]}{districts[code]}{street}{number}号{compound}{block}号楼{floor}{door:02d}室"
            for code, street, number, compound, block, floor, door in zip(
                codes, streets, numbers, compounds, blocks, floors, doors, strict=True
            )
        ]
    )


def area_codes(codes: Array) -> Array:
    """The landline area code of each district."""
    known = {code: city["area"] for code, _, city in _districts()}
    return texts([known[code] for code in codes])


def _districts() -> list[tuple[str, str, dict[str, str]]]:
    return [
        (code, name, city)
        for city in reference("places")["cities"]
        for code, name in city["districts"].items()
    ]
