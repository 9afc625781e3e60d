CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.state = 'stamped'; RETURN NEW; END $$;
