class ChangeInOldWays < ActiveRecord::Migration[5.1]
  def up
    change_column :orders, :state, :text, null: true, default: "open", comment: "Changed"
    change_column :order_lines, :amount, :decimal, precision: 8, scale: 3
    change_column_null :order_lines, :amount, false, 0
    change_column_default :accounts, :seats, 5
  end

  def down
    change_column_default :accounts, :seats, from: 5, to: nil
    change_column_null :order_lines, :amount, true
    change_column :order_lines, :amount, :integer
    change_column :orders, :state, :string, null: false, default: "new"
  end
end
