SET lock_timeout = '1s';
DROP VIEW adults;
CREATE VIEW adults AS SELECT id, name, email FROM users WHERE age >= 18;
