-- The register of requests, in the control store. Events are appended and never changed; they leave together, when
-- a request expires.

-- One row an event of a request; detail is JSON of codes, counts and texts without personal values.
CREATE TABLE IF NOT EXISTS request_events (
    request_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    clerk TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (request_id, sequence)
);

-- One row a keyed hash that a request needs: the person's (name 'subject'), and values to be rectified. They are
-- personal data: erasing the person removes them and leaves the events.
CREATE TABLE IF NOT EXISTS request_keys (
    request_id TEXT NOT NULL,
    name TEXT NOT NULL,
    keyed TEXT NOT NULL,
    PRIMARY KEY (request_id, name)
);
CREATE INDEX IF NOT EXISTS request_keys_by_value ON request_keys (keyed);

-- One row a request that is being removed because its time is over; filled and emptied in one transaction.
CREATE TABLE IF NOT EXISTS requests_expiring (request_id TEXT PRIMARY KEY);

CREATE TRIGGER IF NOT EXISTS request_events_are_final BEFORE UPDATE ON request_events
BEGIN SELECT RAISE(ABORT, 'events of requests are append-only'); END;
CREATE TRIGGER IF NOT EXISTS request_events_stay BEFORE DELETE ON request_events
WHEN NOT EXISTS (SELECT 1 FROM requests_expiring WHERE request_id = OLD.request_id)
BEGIN SELECT RAISE(ABORT, 'events of requests are append-only'); END;
