CREATE TYPE order_state AS ENUM ('new', 'it''s paid');
CREATE TABLE orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  account_id bigint NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
  state order_state NOT NULL DEFAULT 'new',
  note text,
  paid_at timestamptz,
  CONSTRAINT orders_note_check CHECK (note <> '')
);
COMMENT ON TABLE orders IS 'what people''s carts become';
