-- The book by its people, for whoever asks what is known of one or is to forget them: the former addresses of a person are nowhere else.
create index identifier_person on identifier (person_id) where person_id is not null;

-- How often a bucket of the book has forgotten somebody. Processes remember the book; when the sum is another one, they ask anew.
create table book_forgotten (
  bucket integer primary key,
  times bigint not null
);
