CREATE TABLE reservations (during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&));
