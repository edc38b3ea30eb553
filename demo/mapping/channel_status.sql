-- One row per probe of a channel.
SELECT CAST(probe_id AS VARCHAR) AS id, lower(channel_code) AS channel_id, probe_time AS checked_at, reachable AS up
FROM app.public.t_channel_probe
