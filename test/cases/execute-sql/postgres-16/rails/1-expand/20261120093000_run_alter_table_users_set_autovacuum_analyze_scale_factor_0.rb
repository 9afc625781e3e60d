# Lockstep plan 3314e16caaa9, phase 1 of 1 (expand)
# Keep statistics of names fresh: run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
# Rollback: exact: as its author states.
class RunAlterTableUsersSetAutovacuumAnalyzeScaleFactor0 < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # run ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.…
    execute "ALTER TABLE users SET (autovacuum_analyze_scale_factor = 0.01)"
  end

  def down
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # run ALTER TABLE users RESET (autovacuum_analyze_scale_factor)
    execute "ALTER TABLE users RESET (autovacuum_analyze_scale_factor)"
  end
end
