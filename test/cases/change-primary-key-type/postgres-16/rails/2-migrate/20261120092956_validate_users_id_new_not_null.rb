# Lockstep plan 2b372699dfbf, phase 2 of 4 (migrate), file 4 of 6
# Make users.id a bigint: validate constraint users.users_id_new_not_null
# Rollback: leaves residue: users: validated flag of users_id_new_not_null.
class ValidateUsersIdNewNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_id_new_not_null"
  end

  def down
    # Nothing to undo.
  end
end
