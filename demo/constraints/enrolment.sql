-- Foreign keys of what shows that enrolments are voluntary, added after loading so that each is validated once.
ALTER TABLE t_enrol_confirm ADD FOREIGN KEY (enrol_no) REFERENCES t_enrol;
ALTER TABLE t_enrol_objection ADD FOREIGN KEY (enrol_no) REFERENCES t_enrol;
