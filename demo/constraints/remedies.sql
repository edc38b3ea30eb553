-- Foreign keys and indexes of remedies, added after loading so that each is validated once over the whole table.
ALTER TABLE t_refund_step ADD FOREIGN KEY (refund_no) REFERENCES t_refund;
ALTER TABLE t_compensation ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_compensation ADD FOREIGN KEY (order_no) REFERENCES t_order;
ALTER TABLE t_delay_cause ADD FOREIGN KEY (order_no) REFERENCES t_order;
ALTER TABLE t_quality_case ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_quality_case ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_shop_card ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_shop_card ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_lost ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_recover_case ADD FOREIGN KEY (card_no) REFERENCES t_shop_card;
