UPDATE users SET state = 'new' WHERE id = 7;
