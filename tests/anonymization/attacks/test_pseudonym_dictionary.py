"""All mobile numbers can be tried: a hash without a key is the number itself."""

import hashlib

import pyarrow as pa

from privacy.treatments.pseudonym import Pseudonymiser

ALL_NUMBERS = [f"13812{number:06}" for number in range(0, 400_000, 1000)]


def members(patients: pa.Table) -> pa.Table:
    return patients.append_column("mobile", pa.array(ALL_NUMBERS))


def kept(rules: dict, **more: object) -> dict:
    return rules | {"direct": {"patient_no": "pseudonym", "name": "drop", "mobile": "pseudonym"}, **more}


def test_a_dictionary_of_all_numbers(patients, rules, ours) -> None:
    table = members(patients)
    naive = [hashlib.sha256(number.encode()).hexdigest() for number in table["mobile"].to_pylist()]
    dictionary = {hashlib.sha256(number.encode()).hexdigest(): number for number in ALL_NUMBERS}
    assert [dictionary[digest] for digest in naive] == table["mobile"].to_pylist(), "every number comes back"
    result = ours(table, kept(rules), pseudonymiser=Pseudonymiser(b"s" * 32, "v1"))
    shown = set(result.table["mobile"].to_pylist())
    guessed = {Pseudonymiser(b"guessed".ljust(32)).one("release:patients:mobile", n) for n in ALL_NUMBERS}
    assert result.label == "de_identified" and all(text.startswith("v1.") for text in shown)
    assert not {text.partition(".")[2] for text in shown} & {
        *(text.partition(".")[2] for text in guessed if text),
        *(digest[:32] for digest in dictionary),
    }


def test_pseudonyms_join_inside_a_release_set_only(patients, rules, ours) -> None:
    table, key = members(patients), Pseudonymiser(b"s" * 32, "v1")
    one = ours(table, kept(rules, release_set="study"), pseudonymiser=key).table
    other_rules = kept(rules, name="visits", release_set="study")
    other = ours(table, other_rules, pseudonymiser=key).table
    apart = ours(table, kept(rules, release_set="market"), pseudonymiser=key).table
    subjects = [set(made["patient_no"].to_pylist()) for made in (one, other, apart)]
    assert len(subjects[0] & subjects[1]) > 350 and not subjects[0] & subjects[2]


def test_a_new_key_version_breaks_the_link(patients, rules, ours) -> None:
    table = members(patients)
    old = ours(table, kept(rules), pseudonymiser=Pseudonymiser(b"1" * 32, "v1")).table
    new = ours(table, kept(rules), pseudonymiser=Pseudonymiser(b"2" * 32, "v2")).table
    hashes = [{text.partition(".")[2] for text in made["mobile"].to_pylist()} for made in (old, new)]
    assert not hashes[0] & hashes[1]
    assert all(text.startswith("v2.") for text in new["mobile"].to_pylist())
