SELECT setval('notes_id_seq', 3000000000)
