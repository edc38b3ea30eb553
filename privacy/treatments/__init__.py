"""What happens to raw values before anything is persisted: keyed pseudonyms and derived states."""
