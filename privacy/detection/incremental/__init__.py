"""Scans a table piece by piece and reads again only the pieces whose content has changed."""
