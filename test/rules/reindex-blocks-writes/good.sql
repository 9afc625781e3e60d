-- wrapping: none
REINDEX TABLE CONCURRENTLY users;
