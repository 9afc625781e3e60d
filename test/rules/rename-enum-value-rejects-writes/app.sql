INSERT INTO moods VALUES (1, 'sad')
