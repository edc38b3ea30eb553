-- One row per successful login to the admin console, with the device and time of the operator's login before it.
-- needs: login_events
SELECT
    operator_id,
    "at",
    device_id,
    lag(device_id) OVER in_order AS previous_device,
    lag("at") OVER in_order AS previous_at
FROM entities.login_events
WHERE operator_id IS NOT NULL AND result = 'success' AND "at" <= $as_of
WINDOW in_order AS (PARTITION BY operator_id ORDER BY "at", id)
