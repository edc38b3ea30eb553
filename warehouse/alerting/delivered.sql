-- One row a state that a receiver was told of and that stood when it was told last; keys name checks, the plan or
-- incidents, never a person.
CREATE TABLE IF NOT EXISTS alerts_delivered (
    receiver TEXT NOT NULL,
    key TEXT NOT NULL,
    event TEXT NOT NULL,
    state TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    PRIMARY KEY (receiver, key)
);
