-- One row per training site.
SELECT site_no AS id, merchant_no AS provider_id, in_use
FROM app.public.t_training_site
