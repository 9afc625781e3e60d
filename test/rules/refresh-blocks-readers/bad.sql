SET lock_timeout = '1s';
REFRESH MATERIALIZED VIEW totals;
