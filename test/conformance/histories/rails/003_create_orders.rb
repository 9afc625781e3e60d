class CreateOrders < ActiveRecord::Migration[5.1]
  def change
    create_table :orders, comment: "What people buy" do |t|
      t.references :person, foreign_key: { on_delete: :cascade, on_update: :restrict }, null: false
      t.belongs_to :payer, foreign_key: { to_table: :people, name: "orders_payer" }, index: false
      t.string :state, null: false, default: "new", comment: "It's one of a few"
      t.datetime :paid_at
      t.timestamps
      t.index [:state, :paid_at], order: { paid_at: :desc }
      t.index :paid_at, where: "state = 'new'", name: "orders_unpaid"
    end
    create_table :tags, id: false do |t|
      t.string :name, null: false, primary_key: true
    end
    create_table :order_lines, primary_key: :number do |t|
      t.bigint :order_id
      t.integer :amount
    end
  end
end
