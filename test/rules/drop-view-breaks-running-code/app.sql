SELECT name FROM adults LIMIT 1
