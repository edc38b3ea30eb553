"""`python -m benchmarks._kpis_ours WAREHOUSE FOLDER`: the models, built as a run builds them."""

import sys
from datetime import datetime
from pathlib import Path

import duckdb

from benchmarks._kpis_data import AS_OF
from benchmarks._kpis_spent import spent
from policy.bundle import Policy
from warehouse.models import build_model, load_models

TABLES = (
    "kpi_complaints_daily",
    "kpi_complaints_weekly",
    "kpi_complaints_monthly",
    "kpi_complaints_quarterly",
)
MODELS = ("business_days", "complaint_rounds", "complaint_pauses", "complaint_facts", *TABLES)


def main(warehouse: Path, folder: Path) -> None:
    with duckdb.connect(str(warehouse)) as connection, spent():
        connection.execute("SET threads = 2")
        parameters = {"as_of": datetime.fromisoformat(AS_OF), **Policy().complaints.limits.model_dump()}
        for model in load_models():
            if model.name in MODELS:
                build_model(connection, model, parameters)
        for table in TABLES:
            connection.execute(f"COPY models.{table} TO '{folder / table}.parquet'")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
