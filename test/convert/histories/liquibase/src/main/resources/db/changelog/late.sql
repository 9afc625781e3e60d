--liquibase formatted sql

--changeset cy:touch splitStatements:false
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.note := coalesce(NEW.note, 'a;b');
  RETURN NEW;
END
$$;
--rollback DROP FUNCTION touch();

--changeset cy:index runInTransaction:false
CREATE INDEX CONCURRENTLY orders_total ON orders (total);
--rollback DROP INDEX orders_total;
