class Composite < ActiveRecord::Migration[7.2]
  def change
    create_table :shelves, primary_key: [:building, :number] do |t|
      t.integer :building
      t.integer :number
    end
    create_table :books do |t|
      t.integer :building
      t.integer :number
      t.string :title
      t.foreign_key :shelves, primary_key: [:building, :number], column: [:building, :number]
    end
    remove_index :orders, name: "index_orders_on_payer_id", column: :payer_id
    remove_foreign_key :order_lines, :orders
    drop_table :prices do |t|
      t.decimal :amount, precision: 10, scale: 2
      t.datetime :from, precision: nil
      t.check_constraint "amount > 0", name: "is_positive"
    end
    safe { add_index :books, :title, unique: true, comment: "One of each" }
  end

  private

  def safe
    yield
  end
end
