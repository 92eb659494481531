-- Few, and what an operator looks for first.
create index outbox_failed on outbox (due_at) where state = 'failed';
