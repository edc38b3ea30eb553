-- Schemas of the warehouse: entities (treated rows of stores, policy and our runs), models derived from
-- them, and meta, what is known of each input.
CREATE SCHEMA IF NOT EXISTS entities;
CREATE SCHEMA IF NOT EXISTS models;
CREATE SCHEMA IF NOT EXISTS meta;

-- One row an entity or model: whether the last run refreshed it, and for which as-of.
CREATE TABLE IF NOT EXISTS meta.inputs (
    name VARCHAR PRIMARY KEY,
    status VARCHAR NOT NULL,
    as_of TIMESTAMP,
    row_count BIGINT NOT NULL,
    oldest TIMESTAMP,
    detail_zh VARCHAR,
    detail_en VARCHAR
);

-- One row a way in which an entity breaks its contract; counts and column names only.
CREATE TABLE IF NOT EXISTS meta.contract_problems (
    entity VARCHAR NOT NULL,
    problem_zh VARCHAR NOT NULL,
    problem_en VARCHAR NOT NULL
);
