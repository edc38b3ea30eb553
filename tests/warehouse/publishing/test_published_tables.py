"""The list of what is published against the models as they are."""
