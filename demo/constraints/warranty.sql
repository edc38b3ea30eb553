-- Foreign keys of warranties, added after loading so that each is validated once over the whole table.
ALTER TABLE t_durable_goods ADD FOREIGN KEY (goods_no) REFERENCES t_goods;
ALTER TABLE t_warranty_card ADD FOREIGN KEY (order_no, line_no) REFERENCES t_order_item;
