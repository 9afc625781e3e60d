# Lockstep plan 02fb0e97e204, phase 1 of 1 (migrate), file 2 of 2
# Prices are never negative: validate constraint products.products_price_check
# Rollback: leaves residue: products: validated flag of products_price_check.
class ValidateProductsPriceCheck < ActiveRecord::Migration[8.1]
  def up
    # Long work: no short time limits.
    execute "SET LOCAL lock_timeout = 0"
    execute "SET LOCAL statement_timeout = 0"

    # reads the old rows while reads and writes go on
    validate_check_constraint :products, name: "products_price_check"
  end

  def down
    # Nothing to undo.
  end
end
