SET ROLE clerk;
SELECT 1 / count(*) FROM users
