SELECT id FROM latest
