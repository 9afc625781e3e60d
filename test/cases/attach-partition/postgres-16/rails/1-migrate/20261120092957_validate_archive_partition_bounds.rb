# Lockstep plan 0952d0febdfc, phase 1 of 1 (migrate), file 6 of 9
# Show the archive among the events: validate constraint archive.archive_partition_bounds
# Rollback: leaves residue: archive: validated flag of archive_partition_bounds.
class ValidateArchivePartitionBounds < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :archive, name: "archive_partition_bounds"
  end

  def down
    # Nothing to undo.
  end
end
