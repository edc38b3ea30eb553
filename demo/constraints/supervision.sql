-- Foreign keys and indexes of supervision, added after loading so that each is validated once over the whole table.
ALTER TABLE t_merchant_check ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_breach ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_breach ADD FOREIGN KEY (ticket_no) REFERENCES t_ticket;
ALTER TABLE t_merchant_penalty ADD FOREIGN KEY (breach_no) REFERENCES t_merchant_breach;
ALTER TABLE t_merchant_rating ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_award ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_goods_launch ADD FOREIGN KEY (goods_no) REFERENCES t_goods;
