-- wrapping: none
SET lock_timeout = '1s';
VACUUM users;
