# Lockstep plan 0b45af2978fc, phase 2 of 2 (contract)
# Tidy up the domains: drop domain zip
# Rollback: exact.
class DropDomainZip < ActiveRecord::Migration[8.1]
  def up
    # drop domain zip
    execute "DROP DOMAIN IF EXISTS zip"
  end

  def down
    # create domain zip
    execute "CREATE DOMAIN zip AS text"
  end
end
