# Lockstep plan 28bb4ea727c9, phase 1 of 2 (expand)
# Search by likeness; hash in the application: create extension pg_trgm
# Rollback: exact.
class CreateExtensionPgTrgm < ActiveRecord::Migration[8.1]
  def up
    enable_extension "pg_trgm"
  end

  def down
    disable_extension "pg_trgm"
  end
end
