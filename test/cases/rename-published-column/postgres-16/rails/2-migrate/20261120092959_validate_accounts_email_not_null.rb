# Lockstep plan 73638357e4b6, phase 2 of 3 (migrate), file 3 of 3
# Call mail email: validate constraint accounts.accounts_email_not_null
# Rollback: leaves residue: accounts: validated flag of accounts_email_not_null.
class ValidateAccountsEmailNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :accounts, name: "accounts_email_not_null"
  end

  def down
    # Nothing to undo.
  end
end
