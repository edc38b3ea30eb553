"""One module an entity type. Names of people, places and organisations come from the name engine."""
