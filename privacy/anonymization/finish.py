"""The table as it would be published."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy.anonymization import Release
from privacy.anonymization.hierarchy import Codes
from privacy.treatments.pseudonym import Pseudonymiser


def finish(
    raw: pa.Table, release: Release, generalised: Mapping[str, pa.Array], pseudonymiser: Pseudonymiser | None
) -> tuple[pa.Table, Codes]:
    """The published columns of the rows kept, sorted by their values, and the raw row number of each.

    The order of the source would tell who was entered when, or who stands beside whom.
    """
    columns: dict[str, pa.Array] = {}
    for column in raw.column_names:
        if column in generalised:
            columns[column] = generalised[column]
        elif column in release.sensitive:
            columns[column] = raw[column].combine_chunks()
        elif release.direct[column] == "pseudonym":
            if pseudonymiser is None:
                raise ValueError(f"release {release.name} keeps a pseudonym and needs a key")
            texts = raw[column].combine_chunks().cast(pa.string())
            columns[column] = pseudonymiser.array(f"release:{release.name}", texts)
    finished = pa.table(columns)
    order = pc.sort_indices(finished, sort_keys=[(column, "ascending") for column in finished.column_names])
    return finished.take(order), order.to_numpy().astype(np.int64)
