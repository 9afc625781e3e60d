class Rename < ActiveRecord::Migration[6.1]
  def change
    rename_column :people, :email, :mail
    rename_table :people, :persons
    rename_index :orders, "orders_unpaid", "orders_open"
    rename_table :things, :items
  end
end
