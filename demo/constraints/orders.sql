-- Foreign keys and indexes of orders, added after loading so that each is validated once over the whole table.
ALTER TABLE t_order ADD FOREIGN KEY (member_no) REFERENCES t_member;
ALTER TABLE t_order ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_order_item ADD FOREIGN KEY (order_no) REFERENCES t_order;
ALTER TABLE t_order_item ADD FOREIGN KEY (goods_no) REFERENCES t_goods;
ALTER TABLE t_review ADD FOREIGN KEY (order_no, line_no) REFERENCES t_order_item;
ALTER TABLE t_refund ADD FOREIGN KEY (order_no) REFERENCES t_order;
CREATE INDEX ON t_order (member_no);
CREATE INDEX ON t_refund (order_no);
