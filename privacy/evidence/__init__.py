"""Evidence that can be checked by others: the ledger, its keys, its proofs and their verification."""
