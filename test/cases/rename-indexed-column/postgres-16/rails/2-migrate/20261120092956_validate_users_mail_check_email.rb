# Lockstep plan de01a5ab596b, phase 2 of 3 (migrate), file 7 of 10
# Rename users.mail and users.state: validate constraint users.users_mail_check_email
# Rollback: leaves residue: users: validated flag of users_mail_check_email.
class ValidateUsersMailCheckEmail < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :users, name: "users_mail_check_email"
  end

  def down
    # Nothing to undo.
  end
end
