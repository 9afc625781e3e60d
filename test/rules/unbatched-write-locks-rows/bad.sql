UPDATE users SET state = 'new' WHERE state IS NULL;
