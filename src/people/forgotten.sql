-- name: note-forgotten
-- scope: spread
-- In the transaction in which the book forgets: whoever sees the sum changed finds nothing any more of what was forgotten.
insert into book_forgotten (bucket, times) values (@bucket, 1)
on conflict (bucket) do update set times = book_forgotten.times + 1;

-- name: forgotten
-- scope: all
-- One number, another one after everything that any bucket forgot.
select coalesce(sum(f.times), 0)::bigint::text as times from book_forgotten f;
