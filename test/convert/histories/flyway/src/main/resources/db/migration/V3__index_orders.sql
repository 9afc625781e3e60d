CREATE INDEX CONCURRENTLY orders_paid_at ON orders (paid_at DESC) WHERE paid_at IS NOT NULL;
