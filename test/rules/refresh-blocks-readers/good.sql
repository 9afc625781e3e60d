CREATE MATERIALIZED VIEW totals_2 AS SELECT account_id, count(*) AS users FROM users GROUP BY account_id;
