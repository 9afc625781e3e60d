SET lock_timeout = '1s';
ALTER TABLE logs ADD PRIMARY KEY (id);
