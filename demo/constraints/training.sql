-- Foreign keys and indexes of training, added after loading so that each is validated once over the whole table.
ALTER TABLE t_trainer ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_course ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_enrol ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_enrol ADD FOREIGN KEY (course_no) REFERENCES t_course;
ALTER TABLE t_course_review ADD FOREIGN KEY (enrol_no) REFERENCES t_enrol;
CREATE INDEX ON t_enrol (member_no);
