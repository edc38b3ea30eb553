-- Foreign keys and indexes of governance, added after loading so that each is validated once over the whole table.
ALTER TABLE t_security_incident ADD FOREIGN KEY (owner_no) REFERENCES t_staff;
ALTER TABLE t_security_incident ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_minor_report ADD FOREIGN KEY (approver_no) REFERENCES t_staff;
