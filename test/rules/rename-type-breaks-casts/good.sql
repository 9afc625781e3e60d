CREATE TYPE feeling AS ENUM ('calm');
