"""A keyed pseudonym, the same for one person in all tables of a release set and in no other.

The domain of the HMAC is the set and the kind of identifier, so that tables of one set join on the subject
whatever its column is called, and no two sets join. The version of the set's key stands in front: a new one
gives new pseudonyms, and with the older key destroyed nobody can make or check the older ones.
"""

import pyarrow as pa

from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    kind = "subject" if context.column == context.rules.subject else context.column
    return context.key().array(f"release:{context.set_name}:{kind}", values.cast(pa.string()))


TRANSFORM = Transform("pseudonym", _apply, hides_rare=False)
