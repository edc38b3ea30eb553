-- Foreign keys and indexes of the data audit, added after loading so that each is validated once over the whole table.
ALTER TABLE t_member_change ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_member_change ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_member_change ADD FOREIGN KEY (approver_no) REFERENCES t_staff;
ALTER TABLE t_realname_view ADD FOREIGN KEY (auth_id) REFERENCES t_realname_auth;
ALTER TABLE t_realname_view ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
CREATE INDEX ON t_member_change (member_no);
