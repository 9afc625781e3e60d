class CreateOrders < ActiveRecord::Migration[6.1]
  def change
    create_table :orders do |t|
      t.references :account, null: false, foreign_key: { on_delete: :cascade }
      t.integer :state, null: false, default: 0
      t.text :note, comment: "what the customer's friend said"
      t.datetime :paid_at
      t.string :tags, array: true
    end
    add_check_constraint :orders, "state >= 0", name: "orders_state_check"
  end
end
