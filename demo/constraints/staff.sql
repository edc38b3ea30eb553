-- Foreign keys and indexes of staff, added after loading so that each is validated once over the whole table.
ALTER TABLE t_staff ADD FOREIGN KEY (manager_no) REFERENCES t_staff;
ALTER TABLE t_staff_db_role ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_console_account ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_perm_register ADD FOREIGN KEY (role_name) REFERENCES t_staff_db_role;
ALTER TABLE t_perm_register ADD FOREIGN KEY (grant_by) REFERENCES t_staff;
ALTER TABLE t_perm_review ADD FOREIGN KEY (grant_no) REFERENCES t_perm_register;
ALTER TABLE t_perm_review ADD FOREIGN KEY (reviewer_no) REFERENCES t_staff;
ALTER TABLE t_staff_sign ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_staff_course ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_staff_case ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_staff_grievance ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
