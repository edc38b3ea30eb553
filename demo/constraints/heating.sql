-- Foreign keys and indexes of heating, added after loading so that each is validated once over the whole table.
ALTER TABLE t_heat_user ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_heat_meter ADD FOREIGN KEY (heat_no) REFERENCES t_heat_user;
ALTER TABLE t_meter_reading ADD FOREIGN KEY (meter_no) REFERENCES t_heat_meter;
ALTER TABLE t_heat_job ADD FOREIGN KEY (heat_no) REFERENCES t_heat_user;
ALTER TABLE t_heat_bill ADD FOREIGN KEY (heat_no) REFERENCES t_heat_user;
ALTER TABLE t_bill_dispute ADD FOREIGN KEY (bill_no) REFERENCES t_heat_bill;
