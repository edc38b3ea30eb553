-- One row per stored password; only the form of its hash leaves this query.
SELECT account_no AS account_id, password_hash, update_time AS updated_at
FROM app.public.t_passport_secret
