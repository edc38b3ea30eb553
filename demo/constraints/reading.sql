-- Foreign keys and indexes of reading, added after loading so that each is validated once over the whole table.
ALTER TABLE t_read_session ADD FOREIGN KEY (member_no) REFERENCES t_member;
CREATE INDEX ON t_read_session (member_no);
