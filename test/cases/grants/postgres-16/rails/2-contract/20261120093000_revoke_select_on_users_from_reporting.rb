# Lockstep plan 4dba255af3f4, phase 2 of 2 (contract)
# Reports read names, and nothing else: revoke SELECT on users from reporting
# Rollback: exact.
class RevokeSelectOnUsersFromReporting < ActiveRecord::Migration[8.1]
  def up
    # revoke SELECT on users from reporting
    execute "REVOKE SELECT ON users FROM reporting"
    execute "GRANT SELECT (id) ON users TO reporting"
    execute "GRANT SELECT (name) ON users TO reporting"
  end

  def down
    # grant SELECT on users to reporting
    execute "GRANT SELECT ON users TO reporting"
  end
end
