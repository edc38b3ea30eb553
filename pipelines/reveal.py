"""The organisation's own ids behind keyed pseudonyms, for a terminal and never for a file of ours."""

from collections.abc import Collection

from pipelines.prepare import wake_demo
from privacy.keys import load_or_create_key
from privacy.stores.session import open_session
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.reveal import reveal
from warehouse.workspace import Workspace


def reveal_ids(workspace: Workspace, pseudonyms: Collection[str]) -> dict[str, str]:
    """Raw id by pseudonym, read from the stores; those that nothing leads to are left out."""
    wake_demo(workspace)
    key = load_or_create_key(workspace.keys_dir, "pseudonym-k1")
    with open_session(workspace.config.stores) as session:
        return reveal(session.connection, workspace.config.mapping, Pseudonymiser(key), pseudonyms)
