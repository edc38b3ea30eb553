"""One writer a kind of store: reads rows for the sealed log, deletes, changes and restores them."""
