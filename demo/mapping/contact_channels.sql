-- One row per channel that is announced to users, under the code that complaints and requests bear.
SELECT
    lower(channel_code) AS id,
    CASE channel_kind
        WHEN 'TEL' THEN 'phone'
        WHEN 'MAIL' THEN 'mail'
        WHEN 'NET' THEN 'online'
        WHEN 'HALL' THEN 'counter'
    END AS kind,
    open_time AS opened_at,
    close_time AS closed_at
FROM app.public.t_channel
