CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE modern (
  id integer, during tstzrange, a integer NOT NULL, b integer CONSTRAINT b_is_there NOT NULL, c integer, d integer CONSTRAINT mine NOT NULL NO INHERIT,
  twice integer GENERATED ALWAYS AS (a * 2) VIRTUAL,
  PRIMARY KEY (id, during WITHOUT OVERLAPS), CONSTRAINT lax CHECK (a > 0) NOT ENFORCED);
ALTER TABLE modern ADD CONSTRAINT modern_c_not_null NOT NULL c NOT VALID;
CREATE TABLE stays (id integer, during tstzrange, other integer, FOREIGN KEY (id, PERIOD during) REFERENCES modern (id, PERIOD during));
CREATE TABLE loose (a integer PRIMARY KEY, b integer REFERENCES loose NOT ENFORCED);
