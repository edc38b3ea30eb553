"""The copy of their data that a person may have: their rows in every store, without what is about others."""
