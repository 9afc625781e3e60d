# Lockstep plan 4dba255af3f4, phase 1 of 2 (expand)
# Reports read names, and nothing else: grant SELECT on users.id to reporting; grant SELECT on users.name to reporting
# Rollback: exact.
class GrantSelectOnUsersIdToReporting < ActiveRecord::Migration[8.1]
  def up
    # grant SELECT on users.id to reporting
    execute "GRANT SELECT (id) ON users TO reporting"

    # grant SELECT on users.name to reporting
    execute "GRANT SELECT (name) ON users TO reporting"
  end

  def down
    # revoke SELECT on users.name from reporting
    execute "REVOKE SELECT (name) ON users FROM reporting"

    # revoke SELECT on users.id from reporting
    execute "REVOKE SELECT (id) ON users FROM reporting"
  end
end
