CREATE TABLE drafts (id bigint PRIMARY KEY, state varchar(10));
