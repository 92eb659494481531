-- name: is-customer
-- scope: bucket
-- Whether somebody has bought: the exception for similar products is for customers.
select exists (select from purchase o where o.bucket = @bucket and o.person_id = @person::uuid and o.kind = 'sale') as customer;
