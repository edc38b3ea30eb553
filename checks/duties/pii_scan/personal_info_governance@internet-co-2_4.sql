-- One row per kind of user information that the clause lists: user name, password, contact, address, payment.
-- In breach when the catalogue of personal information has no column of the kind, or none that somebody answers for.
-- All the kinds are among those that the scan can detect but the user name, which the catalogue alone can know.
WITH kinds(kind, pii_type) AS (
    VALUES
        ('user_name', 'USER_NAME'),
        ('password', 'CREDENTIAL'),
        ('contact', 'PHONE_NUMBER'),
        ('contact', 'EMAIL_ADDRESS'),
        ('contact', 'WECHAT_ID'),
        ('contact', 'QQ_NUMBER'),
        ('address', 'ADDRESS'),
        ('payment', 'CREDIT_CARD')
),
judged AS (
    SELECT
        kinds.kind,
        CASE
            WHEN count(entry.pii_type) = 0 THEN 'not_catalogued'
            WHEN count(nullif(trim(entry.owner), '')) = 0 THEN 'no_owner'
        END AS reason
    FROM kinds
    LEFT JOIN entities.pii_catalog AS entry ON entry.pii_type = kinds.pii_type
    GROUP BY kinds.kind
)
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, CAST(NULL AS TIMESTAMP) AS at, reason
FROM judged
