-- One row per role that may log in, as the server's owner shows it: docs/store-protection.md has the function.
SELECT login::text AS login, password_hash::text AS password_hash FROM quanyi_password_kinds()
