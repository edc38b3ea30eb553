-- What every published file tells about itself, beside its tables.

-- One row a published table: what its rows mean, and how old they are.
CREATE TABLE published.main.about (
    table_name VARCHAR NOT NULL,
    title_zh VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    row_zh VARCHAR NOT NULL,
    row_en VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    is_fresh BOOLEAN NOT NULL,
    as_of TIMESTAMP,
    why_zh VARCHAR,
    why_en VARCHAR,
    run_id VARCHAR NOT NULL,
    policy_hash VARCHAR NOT NULL,
    organisation_zh VARCHAR NOT NULL,
    organisation_en VARCHAR NOT NULL
);
COMMENT ON TABLE published.main.about IS '关于各表：一行一张已发布的表 / About the tables: one row per published table';
COMMENT ON COLUMN published.main.about.table_name IS '表名 / Name of the table';
COMMENT ON COLUMN published.main.about.title_zh IS '中文标题 / Title in Chinese';
COMMENT ON COLUMN published.main.about.title_en IS '英文标题 / Title in English';
COMMENT ON COLUMN published.main.about.row_zh IS '一行的含义（中文） / What one row means, in Chinese';
COMMENT ON COLUMN published.main.about.row_en IS '一行的含义（英文） / What one row means, in English';
COMMENT ON COLUMN published.main.about.row_count IS '行数 / Rows';
COMMENT ON COLUMN published.main.about.is_fresh IS '由发布它的那次运行刷新 / Refreshed by the run that published it';
COMMENT ON COLUMN published.main.about.as_of IS '数据截至的上海时间；未能刷新时留空 / The moment, in Shanghai time, that the figures describe; empty where they could not be refreshed';
COMMENT ON COLUMN published.main.about.why_zh IS '为何未刷新（中文） / Why it was not refreshed, in Chinese';
COMMENT ON COLUMN published.main.about.why_en IS '为何未刷新（英文） / Why it was not refreshed, in English';
COMMENT ON COLUMN published.main.about.run_id IS '发布它的运行 / The run that published it';
COMMENT ON COLUMN published.main.about.policy_hash IS '当时生效的政策的散列 / Hash of the policy in force';
COMMENT ON COLUMN published.main.about.organisation_zh IS '机构（中文） / The organisation, in Chinese';
COMMENT ON COLUMN published.main.about.organisation_en IS '机构（英文） / The organisation, in English';

-- One row a published column: what it means.
CREATE TABLE published.main.definitions (
    table_name VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    column_name VARCHAR NOT NULL,
    title_zh VARCHAR NOT NULL,
    title_en VARCHAR NOT NULL,
    explanation_zh VARCHAR,
    explanation_en VARCHAR,
    unit VARCHAR NOT NULL,
    target DOUBLE,
    better VARCHAR,
    owner_zh VARCHAR,
    owner_en VARCHAR,
    source VARCHAR
);
COMMENT ON TABLE published.main.definitions IS '列的含义：一行一列 / Definitions: one row per published column';
COMMENT ON COLUMN published.main.definitions.table_name IS '表名 / Name of the table';
COMMENT ON COLUMN published.main.definitions.position IS '在表中的次序，自 0 起 / Its place in the table, from 0';
COMMENT ON COLUMN published.main.definitions.column_name IS '列名 / Name of the column';
COMMENT ON COLUMN published.main.definitions.title_zh IS '中文标题 / Title in Chinese';
COMMENT ON COLUMN published.main.definitions.title_en IS '英文标题 / Title in English';
COMMENT ON COLUMN published.main.definitions.explanation_zh IS '说明（中文） / Explanation in Chinese';
COMMENT ON COLUMN published.main.definitions.explanation_en IS '说明（英文） / Explanation in English';
COMMENT ON COLUMN published.main.definitions.unit IS '单位 / Unit';
COMMENT ON COLUMN published.main.definitions.target IS '目标值 / Target';
COMMENT ON COLUMN published.main.definitions.better IS '向上还是向下为好 / Whether up or down is better';
COMMENT ON COLUMN published.main.definitions.owner_zh IS '负责人（中文） / Owner, in Chinese';
COMMENT ON COLUMN published.main.definitions.owner_en IS '负责人（英文） / Owner, in English';
COMMENT ON COLUMN published.main.definitions.source IS '目标的来源：原文、法律或我方 / Where the target comes from: the policy text, a law, or us';
