-- Foreign keys and indexes of agreements, added after loading so that each is validated once over the whole table.
ALTER TABLE t_agreement_accept ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
ALTER TABLE t_agreement_accept ADD FOREIGN KEY (version_no) REFERENCES t_agreement_version;
ALTER TABLE t_contract_version ADD FOREIGN KEY (contract_no) REFERENCES t_contract;
CREATE INDEX ON t_agreement_accept (account_no);
