GRANT SELECT ON users TO clerk;
