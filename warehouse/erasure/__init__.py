"""Erasure from plan to certificate: an organisation's stores, control store and ledger brought together."""
