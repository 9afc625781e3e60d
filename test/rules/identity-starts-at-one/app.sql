-- new code
INSERT INTO logs (line) VALUES ('next')
