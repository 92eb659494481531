-- An erasure asks who became part of the person: identifiers that they had given up lead there only by their forwarding rows.
create index forward_to on forward (to_person);
