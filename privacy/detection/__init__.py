"""Finds personal data: recognizers, a name engine, the scan kernel and column verdicts."""
