CREATE VIEW buyers AS SELECT a.email, count(*) AS orders FROM accounts a JOIN orders o ON o.account_id = a.id GROUP BY a.email;
ALTER TABLE orders ALTER COLUMN id TYPE bigint;
