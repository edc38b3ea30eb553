-- One row per trainer.
SELECT
    trainer_no AS id,
    merchant_no AS provider_id,
    on_job AS active,
    cert_no AS certificate_no,
    cert_expire AS certificate_expires_at
FROM app.public.t_trainer
