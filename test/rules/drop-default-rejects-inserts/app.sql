INSERT INTO users (email) VALUES ('old code')
