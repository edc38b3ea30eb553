"""The DuckDB warehouse: contracts, extraction through treatments, models, the writer's lock, publishing."""
