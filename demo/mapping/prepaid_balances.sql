-- One row per member with a wallet.
SELECT member_no AS user_id, CAST(balance AS DOUBLE) AS amount
FROM app.public.t_wallet
