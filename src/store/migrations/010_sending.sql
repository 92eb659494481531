-- Providers in use: what each carries, whether it answers, and the keys that sign for a domain.

alter table provider add column purposes text[] not null default '{}';
-- A key belongs to the domain that signs, whatever the way.
alter table provider drop column dkim_domain, drop column dkim_selector, drop column dkim_sealed, drop column dkim_public;

-- What all processes know of a way that fails: one of them tries it again, the others wait.
create table provider_circuit (
  provider text primary key,
  state text not null check (state in ('closed', 'open', 'probing')),
  -- Openings in a row without a message that left: the pause grows with them.
  openings integer not null check (openings >= 0),
  reason text,
  since timestamptz not null,
  -- Open: not tried before. Probing: from then on the one who tries counts as gone.
  until timestamptz,
  check ((state = 'closed') = (until is null))
);

-- Domains that mail is signed for. The private key is sealed with a key made from DECLIC_SECRET.
create table sending_domain (
  domain text primary key,
  selector text not null,
  private_sealed text not null,
  public_key text not null,
  made_at timestamptz not null,
  -- What was last found in the DNS, and when (wall clock).
  checked jsonb,
  checked_at timestamptz
);
