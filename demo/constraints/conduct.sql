-- Foreign keys and indexes of conduct, added after loading so that each is validated once over the whole table.
ALTER TABLE t_attack_trace ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
ALTER TABLE t_violation ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_violation ADD FOREIGN KEY (post_no) REFERENCES t_post;
ALTER TABLE t_violation ADD FOREIGN KEY (trace_no) REFERENCES t_attack_trace;
ALTER TABLE t_penalty ADD FOREIGN KEY (violation_no) REFERENCES t_violation;
ALTER TABLE t_penalty ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_penalty ADD FOREIGN KEY (inquirer_no) REFERENCES t_staff;
ALTER TABLE t_penalty ADD FOREIGN KEY (decider_no) REFERENCES t_staff;
ALTER TABLE t_penalty_appeal ADD FOREIGN KEY (penalty_no) REFERENCES t_penalty;
ALTER TABLE t_penalty_appeal ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_penalty_appeal ADD FOREIGN KEY (decider_no) REFERENCES t_staff;
ALTER TABLE t_account_audit ADD FOREIGN KEY (account_no) REFERENCES t_passport_account;
CREATE INDEX ON t_account_audit (account_no);
