# Lockstep plan 9eb0e7ee922c, phase 2 of 2 (migrate)
# Widen users.nickname: validate constraint users.users_nickname_check
# Rollback: leaves residue: users: validated flag of users_nickname_check.
class ValidateUsersNicknameCheck < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_nickname_check"
  end

  def down
    # Nothing to undo.
  end
end
