CREATE TYPE tone AS ENUM ('flat', 'sharp');
