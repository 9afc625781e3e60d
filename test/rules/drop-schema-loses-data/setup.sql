CREATE SCHEMA reports;
CREATE TABLE reports.daily (id bigint PRIMARY KEY);
