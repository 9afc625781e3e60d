class WidenState < ActiveRecord::Migration[6.1]
  def up
    change_column :orders, :state, :bigint
    remove_column :orders, :tags
    add_reference :orders, :parent, foreign_key: { to_table: :orders }, index: false
  end

  def down
    remove_reference :orders, :parent, foreign_key: { to_table: :orders }, index: false
    add_column :orders, :tags, :string, array: true
    change_column :orders, :state, :integer
  end
end
