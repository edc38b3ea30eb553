-- Foreign keys and indexes of rights, added after loading so that each is validated once over the whole table.
ALTER TABLE t_consent ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_share_record ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_share_record ADD FOREIGN KEY (consent_id) REFERENCES t_consent;
ALTER TABLE t_privacy_request ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_legal_hold ADD FOREIGN KEY (member_no) REFERENCES t_member;
