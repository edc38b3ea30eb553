"""The engine: stores, detection, erasure, anonymisation. It knows no Dagster."""
