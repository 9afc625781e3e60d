# Lockstep plan 0aa2a871d1c2, phase 1 of 1 (migrate)
# Prove the old prices too: validate constraint products.products_price_check
# Rollback: leaves residue: products: validated flag of products_price_check.
class ValidateProductsPriceCheck < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # the constraint binds new rows already; this proves the old ones
    validate_check_constraint :products, name: "products_price_check"
  end

  def down
    # Nothing to undo.
  end
end
