DO $$ BEGIN EXECUTE format('UPDATE %I SET state = state', 'users'); END $$;
