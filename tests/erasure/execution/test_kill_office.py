"""Carrying out an approved plan, and taking it back, killed around every write to control store, ledger and
sealed files, ends as if it had not been."""

from typing import Any


def test_the_uninterrupted_execution_does_what_it_should(office: Any) -> None:
    """What the others are compared with: 0, 3, 5, 6 and 7 have left; 1 is held, 2 and 4 stay."""
    left = {f"m{n}" for n in (0, 3, 5, 6, 7)}
    assert {row[0] for row in office.erased["member"] if row[1] is None} == left
    for table in ("orders", "event"):
        assert {row[1] for row in office.erased[table]} == {"m1", "m2", "m4"}
        assert len(office.original[table]) == 24
    assert sum(row[2].startswith("erased-") for row in office.erased["note"]) == 15
    assert sum(row[0].startswith("erased-") for row in office.erased["0.parquet"]) == 10
    done = {(each["table"], each["action"]): each["rows"] for each in office.certificate["done"]}
    assert done == {
        ("main.member", "clear"): 5, ("main.orders", "delete"): 15, ("main.note", "pseudonymise"): 15,
        ("main.event", "delete"): 15, ("log", "pseudonymise"): 20,
    }  # fmt: skip


def test_a_kill_at_any_write_of_proof_leaves_an_execution_that_goes_on(office: Any) -> None:
    step = 0
    while True:
        step += 1
        office.build()
        if office.work(kill_step=step) != "killed":
            break
        # Killed after its last write, it has nothing left to do and says that the approval is used up.
        assert office.work() in ("0", "1"), step
        office.check_ended(step)
    assert step > 12, "the steps were counted"


def test_taking_back_killed_at_any_write_of_proof_goes_on(office: Any) -> None:
    """Whoever is back in the stores must not stay on the suppression list: the next plan would erase them."""
    step = 0
    while True:
        step += 1
        office.build()
        assert office.work() == "0", step
        if office.work("undo", kill_step=step) != "killed":
            break
        # Killed after its last write, it has nothing left to do and says so.
        assert office.work("undo") in ("0", "1"), step
        office.check_undone(step)
    office.check_undone("uninterrupted")
    assert step > 6, "the steps were counted"
