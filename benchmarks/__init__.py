"""Benchmarks: each runs this product and its peer in one run, on the same data, and compares the answers."""
