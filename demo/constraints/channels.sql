-- Foreign keys and indexes of channels, added after loading so that each is validated once over the whole table.
ALTER TABLE t_channel_probe ADD FOREIGN KEY (channel_code) REFERENCES t_channel;
ALTER TABLE t_authority_letter ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_suggestion ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_suggestion ADD FOREIGN KEY (plan_id) REFERENCES t_improve_plan;
ALTER TABLE t_rate_invite ADD FOREIGN KEY (order_no) REFERENCES t_order;
