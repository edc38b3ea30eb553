"""Receipts: what a person keeps to show, when all that knew them is gone, that a certificate means them."""

from policy.errors import UsageError
from policy.text import Text
from privacy.erasure.certificate import INTERIM
from privacy.erasure.commitments import Receipt, receipt
from privacy.erasure.people import SealedPeople
from warehouse.erasure.desk import Desk


def receipt_for(desk: Desk, execution_id: str, subject_key: str) -> tuple[Receipt, str]:
    """The receipt, and the commitments' root of the execution's certificates.

    Raises:
        UsageError: no certificate of the execution means this person, or none was issued.
        SealedLogError: the key has ended; nobody knows any longer whom the certificate means.
    """
    folder = desk.folder(execution_id)
    certificate = desk.records.certificate(execution_id, INTERIM)
    found = None
    if certificate is not None:
        people = SealedPeople.of(folder, folder.key()).raw_keys(but=desk.state.skipped(execution_id))
        found = receipt(folder.commitments_secret(), list(people.values()), subject_key)
    if certificate is None or found is None:
        raise UsageError(
            Text(
                zh=f"执行 {execution_id} 的证明不涉及此人",
                en=f"No certificate of execution {execution_id} means this person",
            ),
            Text(
                zh="请核对编号；quanyi erasure show 可列出证明。",
                en="Check the number; `quanyi erasure show` lists the certificates.",
            ),
        )
    return found, str(certificate[1]["commitments"])
