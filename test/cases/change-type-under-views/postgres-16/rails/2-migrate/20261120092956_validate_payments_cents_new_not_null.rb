# Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 4 of 6
# Sums outgrow integer: validate constraint payments.payments_cents_new_not_null
# Rollback: leaves residue: payments: validated flag of payments_cents_new_not_null.
class ValidatePaymentsCentsNewNotNull < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :payments, name: "payments_cents_new_not_null"
  end

  def down
    # Nothing to undo.
  end
end
