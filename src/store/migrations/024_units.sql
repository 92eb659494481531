-- Parts of a shop that speak for themselves: brands, countries, shops. Scenarios, campaigns and lists name them by their key.
create table business_unit (
  key text primary key,
  name text not null,
  colour text not null,
  -- Who its messages come from; empty is the shop's own sender.
  sender_name text not null,
  sender_address text not null,
  reply_to text not null
);
