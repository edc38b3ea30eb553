-- Foreign keys and indexes of members, added after loading so that each is validated once over the whole table.
ALTER TABLE t_dict_region ADD FOREIGN KEY (parent_code) REFERENCES t_dict_region;
-- A cycle on purpose: a member has a default address, an address has a member.
ALTER TABLE t_member ADD FOREIGN KEY (default_address_id) REFERENCES t_address;
ALTER TABLE t_address ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_member ADD FOREIGN KEY (invited_by) REFERENCES t_member;
ALTER TABLE t_member ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_member ADD FOREIGN KEY (home_region) REFERENCES t_dict_region;
ALTER TABLE t_address ADD FOREIGN KEY (region_code) REFERENCES t_dict_region;
ALTER TABLE t_realname_auth ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_realname_auth ADD FOREIGN KEY (auditor_no) REFERENCES t_staff;
ALTER TABLE t_guardian_bind ADD FOREIGN KEY (minor_no) REFERENCES t_member;
ALTER TABLE t_guardian_bind ADD FOREIGN KEY (guardian_no) REFERENCES t_member;
ALTER TABLE t_wallet ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_bank_card ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_vehicle ADD FOREIGN KEY (member_no) REFERENCES t_member;
CREATE INDEX ON t_address (member_no);
CREATE INDEX ON t_realname_auth (member_no);
