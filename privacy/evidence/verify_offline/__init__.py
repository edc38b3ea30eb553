"""Verify a ledger, or a proof taken from one, with nothing but its files and a trusted public key.

    python -m privacy.evidence.verify_offline FOLDER --key FIRST.pub [--head HASH]
    python -m privacy.evidence.verify_offline PROOF.json --key FIRST.pub

This folder imports only Python, `cryptography` and itself, so it can be handed to an auditor as it is and run
there as `python -m verify_offline`. The writer takes the format from here: there is one definition of it.

A ledger is a folder of plain files:

    heads.jsonl          one signed head a line; the truth: what no head covers was never recorded
    events-<n>.jsonl     one event a line (canonical JSON); <n> counts the events before the file
    keys/<key id>.pub    the public keys in PEM, derived from the trusted first key and the rotations

Hashes are those of RFC 9162: leaf SHA-256(0x00 ‖ data), node SHA-256(0x01 ‖ left ‖ right). A batch's tree
has its event lines (without the newline) as leaves. The ledger's tree has one leaf a head: events before the
batch (8 bytes, big-endian) ‖ events in it (8 bytes) ‖ batch root; so head number s signs a tree of s leaves.
A head's hash is the SHA-256 of its line without the newline. A head signs with Ed25519 all its other fields,
as canonical JSON after a context line. A head without events hands over to `next_key`, which signs from the
next head on.

What holds when verification passes: the owner of the keys sealed exactly these events in this order. What it
cannot show by itself: that the newest batches are still there. An older state of a ledger is a valid ledger;
only a head known from elsewhere (`--head`, kept by the auditor) tells the two apart.
"""
