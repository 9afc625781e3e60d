SET lock_timeout = '1s';
DROP VIEW adults;
