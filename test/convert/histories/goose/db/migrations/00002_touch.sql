-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := coalesce(NEW.name, 'a;b');
  RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER accounts_touch BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION touch();

-- +goose Down
DROP TRIGGER accounts_touch ON accounts;
DROP FUNCTION touch();
