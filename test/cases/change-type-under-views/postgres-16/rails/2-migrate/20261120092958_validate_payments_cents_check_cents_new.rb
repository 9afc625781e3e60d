# Lockstep plan ebbe295cf195, phase 2 of 4 (migrate), file 6 of 6
# Sums outgrow integer: validate constraint payments.payments_cents_check_cents_new
# Rollback: leaves residue: payments: validated flag of payments_cents_check_cents_new.
class ValidatePaymentsCentsCheckCentsNew < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :payments, name: "payments_cents_check_cents_new"
  end

  def down
    # Nothing to undo.
  end
end
