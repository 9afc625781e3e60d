class CreateAccounts < ActiveRecord::Migration[4.2]
  def self.up
    create_table :accounts do |t|
      t.string :name, limit: 80, null: false
      t.string :code, default: ""
      t.integer :seats, default: 1
      t.integer :flags, limit: 2, default: 0, null: false
      t.integer :views, limit: 8, default: -1
      t.boolean :active, default: true, null: false
      t.boolean :trial, default: "f"
      t.decimal :balance, precision: 12, scale: 2, default: 0
      t.decimal :rate
      t.float :score, default: 1.5
      t.text :notes
      t.binary :logo
      t.date :since, default: "2020-02-03"
      t.datetime :seen_at
      t.timestamp :closed_at
      t.time :opens_at
      t.references :owner
      t.references :subject, polymorphic: true
      t.timestamps
    end
    add_index :accounts, :name, unique: true
    add_index :accounts, [:owner_id, :active]
    add_index :accounts, "lower(code)", name: "accounts_code"
  end

  def self.down
    drop_table :accounts
  end
end
