# Lockstep plan 28bb4ea727c9, phase 2 of 2 (contract)
# Search by likeness; hash in the application: drop extension pgcrypto
# Rollback: exact.
class DropExtensionPgcrypto < ActiveRecord::Migration[8.1]
  def up
    disable_extension "pgcrypto"
  end

  def down
    enable_extension "pgcrypto"
  end
end
