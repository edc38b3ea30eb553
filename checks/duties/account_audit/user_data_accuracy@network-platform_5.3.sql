-- One row per user who registered more than $completion_days ago and holds an active account.
-- In breach when one of the four things that the clause lists is missing: name, sex, date of birth, a contact (telephone
-- or e-mail). Whoever has given sex or date of birth is also in breach while the catalogue states no purpose for
-- collecting it (kinds GENDER and DATE_OF_BIRTH).
WITH purposes AS (
    SELECT
        coalesce(bool_or(pii_type = 'GENDER'), FALSE) AS states_gender,
        coalesce(bool_or(pii_type = 'DATE_OF_BIRTH'), FALSE) AS states_birth_date
    FROM entities.pii_catalog
    WHERE nullif(trim(purpose), '') IS NOT NULL
),
judged AS (
    SELECT
        holder.id,
        holder.registered_at,
        CASE
            WHEN holder.name_state = 'missing' THEN 'name_missing'
            WHEN coalesce(holder.gender, 'unknown') = 'unknown' THEN 'gender_missing'
            WHEN holder.age_band = 'unknown' THEN 'birth_date_missing'
            WHEN holder.phone_state = 'missing' AND holder.email_state = 'missing' THEN 'contact_missing'
            WHEN NOT purposes.states_gender OR NOT purposes.states_birth_date THEN 'no_purpose'
        END AS reason
    FROM entities.users AS holder
    CROSS JOIN purposes
    WHERE holder.registered_at < $as_of - to_days($completion_days)
        AND holder.id IN (SELECT user_id FROM entities.accounts WHERE status = 'active')
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, registered_at AS at, reason
FROM judged
