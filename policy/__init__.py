"""The rules as data, and the few modules that read them. The lowest layer: it imports no other."""
