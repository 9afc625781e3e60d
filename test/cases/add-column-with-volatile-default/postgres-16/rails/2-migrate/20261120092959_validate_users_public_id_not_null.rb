# Lockstep plan 8955beb14f2a, phase 2 of 2 (migrate), file 3 of 4
# Give every user a public id: validate constraint users.users_public_id_not_null
# Rollback: leaves residue: users: validated flag of users_public_id_not_null.
class ValidateUsersPublicIdNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_public_id_not_null"
  end

  def down
    # Nothing to undo.
  end
end
