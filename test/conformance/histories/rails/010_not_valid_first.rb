class NotValidFirst < ActiveRecord::Migration[6.1]
  disable_ddl_transaction!

  def up
    add_index :orders, :payer_id, algorithm: :concurrently
    add_column :items, :buyer_id, :bigint
    add_foreign_key :items, :persons, column: :buyer_id, validate: false
    validate_foreign_key :items, column: :buyer_id
    remove_index :accounts, :name
    execute <<~SQL
      CREATE INDEX CONCURRENTLY items_label
        ON items (label)
        WHERE label IS NOT NULL
    SQL
  end

  def down
    execute "DROP INDEX CONCURRENTLY items_label"
    add_index :accounts, :name, unique: true, algorithm: :concurrently
    remove_foreign_key :items, :persons, column: :buyer_id
    remove_column :items, :buyer_id
    remove_index :orders, column: :payer_id, algorithm: :concurrently
  end
end
