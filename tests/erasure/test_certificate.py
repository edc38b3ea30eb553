from dataclasses import replace
from datetime import datetime, timedelta

from policy.copies import CopiesPolicy
from privacy.erasure.approval import Approval
from privacy.erasure.certificate import Account, Done, final_certificate, interim_certificate
from privacy.erasure.commitments import commit, commitment, receipt, salt_of
from privacy.erasure.remains import remnants
from privacy.erasure.residual import Residue
from privacy.evidence.canonical import event_line
from privacy.evidence.verify_offline.merkle import leaf_hash, merkle_root
from privacy.stores.config import StoreConfig

AT = datetime(2026, 3, 16, 9)
PEOPLE = [f"M{number:07}" for number in range(5)]


def account() -> Account:
    approval = Approval("a1", "ab" * 32, ("李工",), "王敏", AT, AT + timedelta(days=7), b"s" * 64)
    done = [Done("app", "public.t_address", "member-address", "delete", 12)]
    return Account("e1", "ab" * 32, approval, AT, commit(b"s" * 32, PEOPLE), {"logged_in": 1}, done)


def test_a_certificate_can_be_sealed_and_names_nobody() -> None:
    stores = [StoreConfig(name="lake", kind="parquet", url="/nowhere")]
    certificate = interim_certificate(
        account(), remnants(stores, CopiesPolicy(), AT), recoverable_until=AT + timedelta(days=10)
    )
    line = event_line(certificate).decode()
    assert certificate["subjects"] == 5
    assert not any(person in line for person in PEOPLE)
    assert {remnant["place"] for remnant in certificate["remains"]} == {"file_system", "backup"}  # type: ignore[attr-defined,index]


def test_a_final_certificate_claims_no_more_than_was_searched() -> None:
    common = {
        "interim_head": "00" * 32,
        "key_destroyed_at": AT,
        "searched": {"app": 39, "pages": 12},
    }
    residue = [Residue("app", "public.t_review", "content", 1)]
    outcomes = [
        final_certificate(account(), [], residues=found, identifiers=count, **common)["residual_scan"]  # type: ignore[arg-type]
        for found, count in (([], 9), (residue, 9), ([], 0))
    ]
    assert [each["result"] for each in outcomes] == ["clean", "found", "nothing_to_look_for"]  # type: ignore[index]


def test_a_person_given_their_salt_can_prove_that_they_are_meant_and_no_other_can() -> None:
    secret = b"s" * 32
    tree = commit(secret, PEOPLE)
    mine = commitment(salt_of(secret, PEOPLE[3]), PEOPLE[3])
    assert mine in tree.hashes
    assert commitment(salt_of(secret, PEOPLE[3]), PEOPLE[2]) not in tree.hashes
    assert commitment(salt_of(b"guess".ljust(32), PEOPLE[3]), PEOPLE[3]) not in tree.hashes
    assert tree.root == merkle_root([leaf_hash(each) for each in tree.hashes]).hex()
    assert commit(secret, [*PEOPLE[::-1], PEOPLE[0]]) == tree


def test_a_receipt_proves_its_person_and_nobody_else() -> None:
    for number in range(1, len(PEOPLE) + 1):
        people = PEOPLE[:number]
        root = commit(b"s" * 32, people).root
        for person in people:
            given = receipt(b"s" * 32, people, person)
            assert given is not None and given.root(person) == root
            assert given.root("M9999999") != root
            assert person not in str(given)
            assert replace(given, path=(*given.path, "00" * 32)).root(person) is None
        assert receipt(b"s" * 32, people, "M9999999") is None


def test_backups_and_replicas_are_named_with_their_day() -> None:
    copies = CopiesPolicy.model_validate(
        {"stores": [{"store": "lake", "backup_days": 30, "replicas": ["bi"], "replica_hours": 6}]}
    )
    found = {
        remnant.place: remnant.until
        for remnant in remnants([StoreConfig(name="lake", kind="parquet", url="/nowhere")], copies, AT)
    }
    assert found == {
        "file_system": None,
        "backup": AT + timedelta(days=30),
        "replica bi": AT + timedelta(hours=6),
    }
