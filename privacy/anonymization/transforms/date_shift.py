"""Dates and times moved by a number of whole days that is each person's own.

`date_shift:30` moves a person's dates by −30 to 30 days, never by 0, drawn from the keyed hash of the
subject: all dates of a person in all tables of the set move together, so intervals between them stay true,
and weekdays and seasons blur. A row that names nobody has no shift of its own and loses its date. Whoever
knows the intervals of a person's dates can still find that person, so such a table is de-identified.
"""

import pyarrow as pa
import pyarrow.compute as pc

from policy.errors import MappingError
from policy.text import Text
from privacy.anonymization.columns import text_codes
from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    if not (pa.types.is_date(values.type) or pa.types.is_timestamp(values.type)):
        raise MappingError(
            Text(
                zh=f"date_shift 的列 {context.column} 类型为 {values.type}，不是日期或时间",
                en=f"Column {context.column} under date_shift has type {values.type}, no date or time",
            ),
            Text(zh="请在 SQL 中转换为 DATE 或 TIMESTAMP。", en="Cast it to DATE or TIMESTAMP in the SQL."),
        )
    if context.rules.subject is None:
        raise ValueError("policy has checked that date_shift has a subject")
    codes, subjects = text_codes(context.table, context.rules.subject)
    days = [_days(subject, int(argument), context) for subject in subjects]
    shift = pc.take(pa.array(days, pa.int64()), pa.array(codes))
    moments = values.cast(pa.timestamp("us"))
    moved = pc.add(moments, pc.multiply(shift, 86_400_000_000).cast(pa.duration("us")))
    return moved.cast(values.type) if pa.types.is_date(values.type) else moved


def _days(subject: str | None, most: int, context: Context) -> int | None:
    """Uniform over −most…−1 and 1…most; the bias of the remainder is below 2^-50."""
    name = context.key().one(f"release:{context.set_name}:shift", subject) if subject is not None else None
    if name is None:
        return None
    drawn = int(name.rpartition(".")[2][:16], 16) % (2 * most)
    return drawn - most if drawn < most else drawn - most + 1


TRANSFORM = Transform("date_shift", _apply, hides_rare=False)
