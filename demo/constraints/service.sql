-- Foreign keys and indexes of service, added after loading so that each is validated once over the whole table.
ALTER TABLE t_ticket ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_ticket ADD FOREIGN KEY (order_no) REFERENCES t_order;
ALTER TABLE t_ticket_event ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_ticket_event ADD FOREIGN KEY (staff_no) REFERENCES t_staff;
ALTER TABLE t_service_call ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_survey_answer ADD FOREIGN KEY (survey_no) REFERENCES t_survey;
ALTER TABLE t_survey_answer ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_improve_plan ADD FOREIGN KEY (survey_no) REFERENCES t_survey;
CREATE INDEX ON t_ticket (member_no);
CREATE INDEX ON t_ticket_event (ticket_no);
CREATE INDEX ON t_service_call (member_no);
