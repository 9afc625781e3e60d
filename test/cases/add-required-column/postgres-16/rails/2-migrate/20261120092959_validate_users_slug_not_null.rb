# Lockstep plan a71a47ffcd7b, phase 2 of 2 (migrate), file 3 of 4
# Give every user a slug: validate constraint users.users_slug_not_null
# Rollback: leaves residue: users: validated flag of users_slug_not_null.
class ValidateUsersSlugNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_slug_not_null"
  end

  def down
    # Nothing to undo.
  end
end
