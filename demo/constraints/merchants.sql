-- Foreign keys and indexes of merchants, added after loading so that each is validated once over the whole table.
ALTER TABLE t_merchant ADD FOREIGN KEY (region_code) REFERENCES t_dict_region;
ALTER TABLE t_merchant_audit ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_audit ADD FOREIGN KEY (auditor_no) REFERENCES t_staff;
ALTER TABLE t_goods ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_merchant_paper ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_training_site ADD FOREIGN KEY (merchant_no) REFERENCES t_merchant;
ALTER TABLE t_site_check ADD FOREIGN KEY (site_no) REFERENCES t_training_site;
ALTER TABLE t_publicity ADD FOREIGN KEY (goods_no) REFERENCES t_goods;
