INSERT INTO users (name) VALUES ('old code')
