-- One of everything the model has a place for, with names that punish sloppy quoting. Runs on 12 and later.
-- The roles writer and "Reader ""X""" are there already.
CREATE SCHEMA "App";
CREATE SCHEMA "select";
CREATE EXTENSION citext;
CREATE EXTENSION btree_gist SCHEMA "App";

CREATE TYPE mood AS ENUM ('sad', 'o''k', 'happy "so"');
ALTER TYPE mood ADD VALUE 'meh' BEFORE 'happy "so"';
COMMENT ON TYPE mood IS 'how it feels';
CREATE TYPE "App"."user" AS ENUM ();
CREATE DOMAIN positive AS integer DEFAULT 1 NOT NULL CONSTRAINT "is > 0" CHECK (VALUE > 0);
CREATE DOMAIN "App".small AS positive CHECK (VALUE < 10);
ALTER DOMAIN positive ADD CONSTRAINT later CHECK (VALUE < 1000) NOT VALID;
COMMENT ON DOMAIN positive IS 'more than none';
REVOKE USAGE ON TYPE mood FROM PUBLIC;

CREATE SEQUENCE ticket AS integer START WITH 5 INCREMENT BY -2 MINVALUE -9 MAXVALUE 5 CACHE 3 CYCLE;
GRANT USAGE ON SEQUENCE ticket TO writer;
COMMENT ON SEQUENCE ticket IS 'numbers';

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE FUNCTION "App"."Twice"(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE FUNCTION "App"."Twice"(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT t || t';
CREATE PROCEDURE tidy(INOUT n integer) LANGUAGE plpgsql AS $$ BEGIN n := 0; END $$;
REVOKE EXECUTE ON FUNCTION touch() FROM PUBLIC;
COMMENT ON FUNCTION touch() IS 'does nothing';

CREATE TABLE users (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code serial NOT NULL,
  email citext NOT NULL,
  "Größe ""in"" cm" numeric(5,2) DEFAULT 1.5,
  "select" varchar(63) COLLATE "C" DEFAULT 'it''s' || E'\\',
  feeling mood DEFAULT 'sad',
  tags text[] DEFAULT '{}',
  size "App".small,
  born timestamp(3) with time zone DEFAULT now(),
  a_b integer,
  doubled integer GENERATED ALWAYS AS (a_b * 2) STORED,
  raw bytea,
  period tstzrange,
  room integer,
  dropped integer,
  CONSTRAINT "is, (odd)" CHECK (a_b > 0 AND "select" <> 'x)('),
  CONSTRAINT adult CHECK (a_b > 1) NO INHERIT,
  CONSTRAINT users_email_key UNIQUE (email) INCLUDE (code) WITH (fillfactor=70) DEFERRABLE,
  CONSTRAINT rooms EXCLUDE USING gist (room WITH =, period WITH &&) WHERE (room > 0) DEFERRABLE INITIALLY DEFERRED
) WITH (fillfactor=80, toast.autovacuum_enabled=false);
ALTER TABLE users DROP COLUMN dropped;
ALTER TABLE users ADD CONSTRAINT later CHECK (a_b < 100) NOT VALID;
ALTER TABLE users ALTER raw SET STORAGE EXTERNAL, ALTER email SET STATISTICS 500, ALTER code SET STATISTICS 0, ALTER a_b SET (n_distinct=-0.5);
COMMENT ON TABLE users IS 'people';
COMMENT ON COLUMN users.email IS 'unique, ''really''';
COMMENT ON CONSTRAINT later ON users IS 'soon';
GRANT SELECT, INSERT ON users TO "Reader ""X""";
GRANT UPDATE ON users TO writer WITH GRANT OPTION;
GRANT DELETE ON users TO writer;
GRANT SELECT (email), UPDATE (email) ON users TO PUBLIC;

CREATE INDEX users_odd ON users USING btree (lower(email::text) COLLATE "C" text_pattern_ops DESC NULLS LAST, a_b NULLS FIRST, (a_b + room), "Größe ""in"" cm" DESC) INCLUDE (raw) WITH (fillfactor=60) WHERE (feeling = 'sad' AND "select" <> ', (');
CREATE INDEX users_tags ON users USING gin (tags) WITH (fastupdate=off);
CREATE UNIQUE INDEX "Users (odd)" ON users ("select" text_pattern_ops, COALESCE(a_b, 0), (tags[1]));
COMMENT ON INDEX users_tags IS 'find by tag';
CREATE INDEX users_fake ON users (born);

CREATE TRIGGER zz_touch BEFORE INSERT OR UPDATE OF email, "select" ON users FOR EACH ROW WHEN (NEW.a_b IS NOT NULL) EXECUTE FUNCTION touch();
CREATE CONSTRAINT TRIGGER late AFTER INSERT ON users DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE users ENABLE ALWAYS TRIGGER zz_touch;
ALTER TABLE users DISABLE TRIGGER late;
COMMENT ON TRIGGER late ON users IS 'off';
CREATE POLICY own ON users AS RESTRICTIVE FOR UPDATE TO writer, "Reader ""X""" USING (a_b > 1) WITH CHECK (a_b > 2);
CREATE POLICY everyone ON users;
COMMENT ON POLICY own ON users IS 'mine';
ALTER TABLE users ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE STATISTICS users_stat (ndistinct, dependencies) ON a_b, room FROM users;
COMMENT ON STATISTICS users_stat IS 'together';
ALTER TABLE users REPLICA IDENTITY FULL;

CREATE TABLE "App"."Order" (
  id serial PRIMARY KEY,
  user_id bigint,
  other_a integer, other_b integer,
  CONSTRAINT to_user FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE ON UPDATE SET NULL DEFERRABLE,
  CONSTRAINT pair UNIQUE (other_a, other_b),
  CONSTRAINT to_self FOREIGN KEY (other_b, other_a) REFERENCES "App"."Order" (other_a, other_b) MATCH FULL ON DELETE SET DEFAULT ON UPDATE RESTRICT
);
ALTER TABLE "App"."Order" ADD CONSTRAINT later FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID;
ALTER TABLE "App"."Order" ALTER other_a SET NOT NULL, ALTER other_b SET NOT NULL;
CREATE UNIQUE INDEX order_pair ON "App"."Order" (other_a);
ALTER TABLE "App"."Order" REPLICA IDENTITY USING INDEX order_pair;
ALTER TABLE "App"."Order" OWNER TO writer;
REVOKE DELETE ON "App"."Order" FROM writer;
CREATE UNLOGGED TABLE "select"."table" ("all" integer GENERATED BY DEFAULT AS IDENTITY (START WITH 100 INCREMENT BY 10));
CREATE TABLE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk ("äöüäöüäöüäöüäöüäöüäöüäöüäöüäöü" integer GENERATED ALWAYS AS IDENTITY, b integer NOT NULL);
CREATE TABLE before_rename (id integer GENERATED ALWAYS AS IDENTITY);
ALTER TABLE before_rename RENAME TO renamed;

CREATE TABLE events (id bigint, at timestamptz, kind text, note text, user_id bigint REFERENCES users (id), CHECK (kind <> ''), PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT PARTITION BY HASH (id);
CREATE TABLE events_rest_0 PARTITION OF events_rest FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE INDEX events_note ON events (note);
CREATE INDEX events_2024_own ON events_2024 (note, kind);
CREATE TRIGGER each_event AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE worded ("Kind" text, n integer) PARTITION BY LIST (lower("Kind"));
CREATE TABLE worded_a PARTITION OF worded FOR VALUES IN ('a', NULL);
CREATE TABLE refers (event_id bigint, event_at timestamptz, FOREIGN KEY (event_id, event_at) REFERENCES events);

CREATE VIEW adults WITH (security_barrier=true) AS SELECT u.id, u.email AS mail, o.id AS order_id FROM users u JOIN "App"."Order" o ON o.user_id = u.id WHERE u.a_b > 17;
CREATE VIEW "App"."count" AS SELECT count(*) AS n FROM events;
CREATE VIEW over_view AS SELECT mail FROM adults WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE MATERIALIZED VIEW heavy AS SELECT id, lower(email::text) AS mail FROM users;
CREATE UNIQUE INDEX heavy_id ON heavy (id);
CREATE TRIGGER instead INSTEAD OF INSERT ON adults FOR EACH ROW EXECUTE FUNCTION touch();
GRANT SELECT ON adults TO writer;
GRANT SELECT (mail) ON adults TO "Reader ""X""";
COMMENT ON VIEW adults IS 'grown';
COMMENT ON COLUMN adults.mail IS 'post';

CREATE PUBLICATION feed FOR TABLE users, "App"."Order";
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE TYPE point3 AS (x integer, "y z" text);
CREATE TYPE span AS RANGE (subtype = integer);
CREATE AGGREGATE total (integer) (sfunc = int4pl, stype = integer);
CREATE RULE quiet AS ON DELETE TO renamed DO INSTEAD NOTHING;
CREATE TABLE heir (extra integer) INHERITS (renamed);
CREATE TEMPORARY TABLE users (hidden integer);
CREATE TABLE "App".old (id integer GENERATED ALWAYS AS IDENTITY);
ALTER TABLE "App".old RENAME TO new;
