DO $$ BEGIN EXECUTE 'UPDATE users SET state = state'; END $$;
