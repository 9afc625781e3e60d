CREATE TABLE drafts (id bigint PRIMARY KEY);
CREATE VIEW latest AS SELECT max(id) AS id FROM drafts;
