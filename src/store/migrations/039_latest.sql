-- The latest orders of the whole shop, behind its turnover: a page is read, and not all orders for it.
create index purchase_moment on purchase (occurred_at);

-- The messages of one template in the outbox, as those of one scenario.
create index outbox_template_range on outbox
  using brin (template_id int4_bloom_ops (n_distinct_per_range = 64, false_positive_rate = 0.001))
  with (pages_per_range = 32, autosummarize = on);
