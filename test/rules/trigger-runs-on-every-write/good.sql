SET lock_timeout = '1s';
CREATE TABLE drafts (id bigint PRIMARY KEY, state text);
CREATE TRIGGER drafts_stamp BEFORE UPDATE ON drafts FOR EACH ROW EXECUTE FUNCTION stamp();
