SELECT state FROM users LIMIT 1
