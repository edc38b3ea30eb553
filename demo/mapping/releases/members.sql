-- One row per member with an account in use: home district, birth date, gender and what they spent in a year.
SELECT
    member.member_no,
    member.home_region AS city_code,
    member.birth_date,
    member.gender,
    CASE
        WHEN coalesce(spent.amount, 0) = 0 THEN '0'
        WHEN spent.amount < 200 THEN '1-199'
        WHEN spent.amount < 1000 THEN '200-999'
        ELSE '1000+'
    END AS spend_band
FROM app.public.t_member AS member
JOIN app.public.t_passport_account AS account ON account.member_no = member.member_no AND account.account_status = 1
LEFT JOIN (
    SELECT member_no, sum(CAST(pay_amount AS DOUBLE)) AS amount
    FROM app.public.t_order
    WHERE order_status IN (20, 30) AND create_time >= TIMESTAMP '2025-03-16'
    GROUP BY member_no
) AS spent ON spent.member_no = member.member_no
