-- Foreign keys and indexes of publishing, added after loading so that each is validated once over the whole table.
ALTER TABLE t_post ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_post_flag ADD FOREIGN KEY (post_no) REFERENCES t_post;
ALTER TABLE t_listing ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_comic_access ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
CREATE INDEX ON t_comic_access (account_no);
