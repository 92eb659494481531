-- The latest orders of the whole shop, behind its turnover: a page is read, and not all orders for it.
create index purchase_moment on purchase (occurred_at);
