CREATE TABLE many (id integer PRIMARY KEY, a integer, b integer, CONSTRAINT once UNIQUE NULLS NOT DISTINCT (a));
CREATE UNIQUE INDEX many_b ON many (b) NULLS NOT DISTINCT;
CREATE TABLE few (id integer, a integer, b integer, UNIQUE (a, b));
CREATE TABLE child (a integer, b integer, FOREIGN KEY (a, b) REFERENCES few (a, b) ON DELETE SET NULL (b));
CREATE PUBLICATION part FOR TABLE many (id, b) WHERE (id > 10);
CREATE PUBLICATION folder FOR TABLES IN SCHEMA public;
CREATE VIEW asker WITH (security_invoker=true) AS SELECT id FROM many;
