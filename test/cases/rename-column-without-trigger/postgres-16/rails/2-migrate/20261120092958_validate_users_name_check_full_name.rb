# Lockstep plan a46eac1fbf14, phase 2 of 4 (migrate), file 8 of 8
# Names are full names: validate constraint users.users_name_check_full_name
# Rollback: leaves residue: users: validated flag of users_name_check_full_name.
class ValidateUsersNameCheckFullName < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_name_check_full_name"
  end

  def down
    # Nothing to undo.
  end
end
