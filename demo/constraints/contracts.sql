-- Foreign keys and indexes of contracts, added after loading so that each is validated once over the whole table.
ALTER TABLE t_contract ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_contract_notice ADD FOREIGN KEY (contract_no) REFERENCES t_contract;
