-- +goose Up
CREATE TABLE accounts (
  id bigserial PRIMARY KEY,
  email text NOT NULL,
  name varchar(80) DEFAULT 'nobody'
);
CREATE UNIQUE INDEX accounts_email ON accounts (email);

-- +goose Down
DROP TABLE accounts;
