-- Foreign keys and indexes of telecom resale, added after loading so that each is validated once over the whole table.
ALTER TABLE t_subscription ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_subscription ADD FOREIGN KEY (contract_no) REFERENCES t_contract;
ALTER TABLE t_charge ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_charge ADD FOREIGN KEY (sub_no) REFERENCES t_subscription;
ALTER TABLE t_unsubscribe ADD FOREIGN KEY (sub_no) REFERENCES t_subscription;
ALTER TABLE t_promo_message ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_service_stop ADD FOREIGN KEY (sub_no) REFERENCES t_subscription;
CREATE INDEX ON t_charge (member_no);
CREATE INDEX ON t_promo_message (member_no);
