# Lockstep plan a122b78ad19a, phase 1 of 1 (migrate), file 3 of 4
# Require users.locale: validate constraint users.users_locale_not_null
# Rollback: leaves residue: users: validated flag of users_locale_not_null.
class ValidateUsersLocaleNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_locale_not_null"
  end

  def down
    # Nothing to undo.
  end
end
