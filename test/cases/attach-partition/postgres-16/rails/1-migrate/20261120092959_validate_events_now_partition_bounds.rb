# Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 8 of 9
# Show the archive among the events: validate constraint events_now.events_now_partition_bounds
# Rollback: leaves residue: events_now: validated flag of events_now_partition_bounds.
class ValidateEventsNowPartitionBounds < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :events_now, name: "events_now_partition_bounds"
  end

  def down
    # Nothing to undo.
  end
end
