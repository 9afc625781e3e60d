# Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 4 of 9
# Show the archive among the events: validate constraint archive.events_account_id_fkey
# Rollback: leaves residue: archive: validated flag of events_account_id_fkey.
class ValidateEventsAccountIdFkey < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_foreign_key :archive, name: "events_account_id_fkey"
  end

  def down
    # Nothing to undo.
  end
end
