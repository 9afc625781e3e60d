# Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 4 of 8
# Names are full names: validate constraint users.users_full_name_not_null
# Rollback: leaves residue: users: validated flag of users_full_name_not_null.
class ValidateUsersFullNameNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_full_name_not_null"
  end

  def down
    # Nothing to undo.
  end
end
