CREATE TABLE packed (id integer, body text COMPRESSION pglz, at timestamptz);
CREATE FUNCTION bodies() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(packed.body) FROM packed WHERE id > 0; END;
CREATE STATISTICS per_expression ON (id + 1), body FROM packed;
ALTER STATISTICS per_expression SET STATISTICS 200;
CREATE TYPE span14 AS RANGE (subtype = integer);
