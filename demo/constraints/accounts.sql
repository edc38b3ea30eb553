-- Foreign keys and indexes of accounts, added after loading so that each is validated once over the whole table.
ALTER TABLE t_passport_account ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_passport_event ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
ALTER TABLE t_passport_event ADD FOREIGN KEY (approver_no) REFERENCES t_staff;
ALTER TABLE t_passport_secret ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
ALTER TABLE t_account_alert ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
CREATE INDEX ON t_passport_event (account_no);
