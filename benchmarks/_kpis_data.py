"""Complaints and the steps of their handling, as a large service desk would log them.

Three years of complaints; 3.2 steps each, in the order of time. A tenth has a bot first, one in 200
is never resolved and one in 250 never closed, one in 25 is reopened and closed again, one in 200 is merged.
"""

from pathlib import Path

import duckdb

from policy.bundle import Policy
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.write_entity import write_entity

AS_OF = "2026-02-01 00:00:00"
RULES = ("complaint_rules", "complaint_categories", "calendar_days")

_COMPLAINTS = """
INSERT INTO entities.complaints BY NAME
SELECT
    'T' || (100000000 + number) AS id,
    'U' || (100000000 + hash(number) % 2000000) AS user_id,
    'category ' || hash(number * 5) % 8 AS category,
    'other' AS concern,
    ['app', 'hotline', 'email', 'wechat', 'web'][1 + (hash(number * 3) % 5)::INTEGER] AS channel,
    'branch ' || hash(number * 11) % 12 AS branch,
    ['low', 'normal', 'high'][1 + (hash(number * 13) % 3)::INTEGER] AS priority,
    'open' AS status,
    TIMESTAMP '2023-01-02' + to_microseconds((number * (94608000000000 / $n))::BIGINT)
        + to_seconds((hash(number * 7) % 3600)::INTEGER) AS received_at,
    'missing' AS resolution_state,
    CASE WHEN hash(number * 19) % 3 = 0 THEN 1 + (hash(number * 23) % 5)::BIGINT END AS satisfaction,
    hash(number * 17) % 20 = 0 AS is_report,
    CASE WHEN hash(number * 29) % 2 = 0 THEN hash(number * 31) % 3 = 0 END AS upheld
FROM range($n) AS numbers (number)
"""

_EVENTS = """
INSERT INTO entities.complaint_events BY NAME
WITH drawn AS (
    SELECT id, received_at, hash(id) AS kind, (hash(id || 'r') % 200000)::INTEGER AS reply,
        (hash(id || 'd') % 1200000)::INTEGER AS done
    FROM entities.complaints
),
steps AS (
    SELECT id, 'auto_reply' AS type, 'bot' AS actor, received_at + to_seconds(reply // 9) AS at
    FROM drawn WHERE kind % 10 = 0
    UNION ALL
    SELECT id, 'public_reply', 'agent', received_at + to_seconds(reply) FROM drawn WHERE kind % 30 <> 7
    UNION ALL
    SELECT id, 'escalated', 'agent', received_at + to_seconds(reply * 2) FROM drawn WHERE kind % 33 = 5
    UNION ALL
    SELECT id, 'resolved', 'agent', received_at + to_seconds(done) FROM drawn WHERE kind % 200 <> 3
    UNION ALL
    SELECT id, 'closed', 'system', received_at + to_seconds(done + 3600)
    FROM drawn WHERE kind % 200 <> 3 AND kind % 250 <> 4
    UNION ALL
    SELECT id, 'reopened', 'user', received_at + to_seconds(done + 90000) FROM drawn WHERE kind % 25 = 1
    UNION ALL
    SELECT id, 'closed', 'agent', received_at + to_seconds(done + 200000) FROM drawn WHERE kind % 25 = 1
    UNION ALL
    SELECT id, 'merged', 'agent', received_at + to_seconds(reply) FROM drawn WHERE kind % 200 = 9
)
SELECT 'E' || row_number() OVER (ORDER BY "at") AS id, id AS complaint_id, type, actor, "at"
FROM steps
ORDER BY "at"
"""


def make(warehouse: Path, complaints: Path, events: Path, n: int) -> int:
    """Write the same rows as entities of a warehouse and as Parquet; returns the number of steps."""
    contracts = load_contracts()
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        for entity in ("complaints", "complaint_events"):
            connection.execute(create_table_sql(contracts[entity]))
        for entity in RULES:
            write_entity(connection, contracts[entity], POLICY_ENTITIES[entity](Policy()) or [])
        connection.execute(_COMPLAINTS, {"n": n})
        connection.execute(_EVENTS)
        connection.execute(f"COPY entities.complaints TO '{complaints}'")
        connection.execute(f"COPY entities.complaint_events TO '{events}'")
        row = connection.execute("SELECT count(*) FROM entities.complaint_events").fetchone()
    assert row is not None
    return int(row[0])
