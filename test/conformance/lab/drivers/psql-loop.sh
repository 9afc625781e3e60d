#!/bin/sh
# What teams with plain psql have: files in name order, each in a session of its own, and a record of what ran.
set -eu
quietly() { psql -X -q -v ON_ERROR_STOP=1 "$@"; }

case $1 in
up)
  quietly -c "CREATE TABLE IF NOT EXISTS applied_files (name text PRIMARY KEY)"
  for file in migrations/*.up.sql; do
    name=$(basename "$file" .up.sql)
    [ "$(quietly -At -c "SELECT count(*) FROM applied_files WHERE name = '$name'")" = 0 ] || continue
    echo "up $name"
    quietly -f "$file"
    quietly -c "INSERT INTO applied_files VALUES ('$name') ON CONFLICT DO NOTHING"
  done
  ;;
down)
  name=$(quietly -At -c "SELECT max(name) FROM applied_files")
  echo "down $name"
  quietly -f "migrations/$name.down.sql"
  quietly -c "DELETE FROM applied_files WHERE name = '$name'"
  ;;
*)
  exec psql -X "$@"
  ;;
esac
