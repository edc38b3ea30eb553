"""What every asset shares in the Dagster UI: owners, retries, freshness, column schemas."""

from datetime import timedelta

import dagster as dg

from policy.text import Text
from warehouse.contracts import Contract

DATA_TEAM = "team:data-platform"
PRIVACY_TEAM = "team:privacy-office"
SERVICE_TEAM = "team:customer-service"

# A store that is briefly away is asked again; a wrong mapping or policy is not, its error is caught earlier.
RETRIES = dg.RetryPolicy(max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL)
# The nightly job starts at 02:00; a day and six hours without a fresh result is late.
NIGHTLY = dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=30), warn_window=timedelta(hours=26))


def both(text: Text) -> str:
    """Chinese and English in one description, as the UI has room for one."""
    return f"{text.zh}\n\n{text.en}"


def column_schema(contract: Contract) -> dg.TableSchema:
    """The contract's columns with their treatment, for the UI's column view."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=name,
                type=column.type,
                description=column.treatment if column.verb != "keep" else None,
                constraints=dg.TableColumnConstraints(
                    nullable=not column.required,
                    other=[f"one of {', '.join(column.enum)}"] if column.enum else [],
                ),
            )
            for name, column in contract.columns.items()
        ]
    )
