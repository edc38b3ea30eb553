from pathlib import Path

import duckdb

from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.reveal import reveal


def test_ids_are_found_again_by_their_pseudonyms(tmp_path: Path) -> None:
    session = duckdb.connect()
    session.execute(
        "ATTACH ':memory:' AS app; CREATE TABLE app.main.t AS SELECT 'm-' || range AS no FROM range(9)"
    )
    for entity in ("users", "accounts"):
        (tmp_path / f"{entity}.sql").write_text("SELECT no AS id FROM app.main.t")
    pseudonymiser = Pseudonymiser(b"k" * 32)
    user, account = pseudonymiser.one("user", "m-3"), pseudonymiser.one("account", "m-5")
    assert reveal(session, tmp_path, pseudonymiser, {user, account, "k1.unknown"}) == {
        user: "m-3",
        account: "m-5",
    }
