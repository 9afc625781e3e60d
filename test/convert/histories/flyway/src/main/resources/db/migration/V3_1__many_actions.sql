ALTER TABLE orders
  ADD COLUMN gift boolean NOT NULL DEFAULT false,
  ALTER COLUMN note SET DEFAULT '-',
  DROP CONSTRAINT orders_note_check;
INSERT INTO accounts (email) VALUES ('a@example.org'), ('b;c@example.org');
UPDATE accounts SET name = 'x' WHERE name IS NULL;
