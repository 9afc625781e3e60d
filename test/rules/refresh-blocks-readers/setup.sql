CREATE MATERIALIZED VIEW totals AS SELECT account_id, count(*) AS users FROM users GROUP BY account_id;
