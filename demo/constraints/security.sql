-- Foreign keys and indexes of security, added after loading so that each is validated once over the whole table.
ALTER TABLE t_identity_vault ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_data_use ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_profile_change ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_tipoff ADD FOREIGN KEY (reporter_no) REFERENCES t_member;
ALTER TABLE t_tipoff ADD FOREIGN KEY (target_staff_no) REFERENCES t_staff;
ALTER TABLE t_tipoff_read ADD FOREIGN KEY (tipoff_no) REFERENCES t_tipoff;
ALTER TABLE t_tipoff_read ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
CREATE INDEX ON t_data_use (member_no);
CREATE INDEX ON t_profile_change (member_no);
