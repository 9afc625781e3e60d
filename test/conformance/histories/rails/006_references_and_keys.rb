class ReferencesAndKeys < ActiveRecord::Migration[6.0]
  def change
    add_reference :things, :account, foreign_key: true, index: { unique: true }
    add_belongs_to :things, :maker, polymorphic: true
    add_reference :things, :person, type: :integer, index: false, foreign_key: { to_table: :people, on_delete: :nullify }
    add_foreign_key :order_lines, :orders
    add_column :orders, :tag, :string
    add_foreign_key :orders, :tags, column: :tag, primary_key: :name, name: "orders_tag", on_delete: :restrict
    add_timestamps :order_lines, default: -> { "now()" }
    add_timestamps :tags, null: true
  end
end
